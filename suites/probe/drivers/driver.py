"""Runs a probe function in Python: python3 driver.py <file> <events as JSON> full|bare. See run.ts."""

import importlib.util
import json
import sys
import threading
from types import SimpleNamespace

file, events, context_name = sys.argv[1:]

FULL_CONTEXT = SimpleNamespace(
    aws_request_id="r-1",
    deadline_ms=1700000000000,
    get_remaining_time_in_millis=lambda: 1234,
    trace_id="Root=1-a",
    invoked_function_arn="arn:f",
    client_context=SimpleNamespace(
        # AWS's client sets what the caller did not send to None.
        client=SimpleNamespace(app_title="t", installation_id=None),
        env={"e": "v"},
        custom={"c": 1},
    ),
    identity=SimpleNamespace(cognito_identity_id="i", cognito_identity_pool_id="p"),
    tenant_id="tenant",
    w3c=lambda: {"baggage": "user=1"},
    function_name="f",
    function_version="7",
    memory_limit_in_mb="128",
    log_group_name="group",
    log_stream_name="stream",
)


def load():
    spec = importlib.util.spec_from_file_location("probe", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def invoke(event):
    try:
        value = probe.handler(event, SimpleNamespace() if context_name == "bare" else FULL_CONTEXT)
    except BaseException as error:
        report = {"type": type(error).__name__, "message": str(error)}
        if error.__cause__ is error and getattr(error, "self", None) is error:
            report["cyclic"] = True
        return {"raised" if isinstance(error, Exception) else "panicked": report}
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError):
        return "unserializable"
    return "nothing" if value is None else {"returned": value}


probe = load()
with open(3, "w", encoding="utf-8") as reports:
    for event in json.loads(events):
        print(json.dumps(invoke(event)), file=reports, flush=True)

# Otherwise background work would end with the process.
for thread in threading.enumerate():
    if thread is not threading.main_thread():
        thread.join()
