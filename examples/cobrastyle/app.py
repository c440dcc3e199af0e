"""Starts cobrastyle with the probe function for Python. The client takes a function; loading it is left to the program."""

import sys
from pathlib import Path

from cobrastyle.clients import LambdaClient
from cobrastyle.runtimes import LambdaRuntime

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "suites" / "probe"))

import probe  # noqa: E402


def handler(event, context):
    found = probe.handler(event, context)
    if isinstance(event, dict) and event.get("probe") == "describe":
        # The program loads the function, so the client has no part in a failed init.
        found["properties"] = ["names-error-classes", "keeps-error-messages", "linked"]
    return found


LambdaRuntime(LambdaClient()).run(handler)
