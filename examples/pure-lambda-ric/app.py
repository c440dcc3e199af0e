"""Starts pure-lambda-ric with the probe function for Python, which takes and returns plain JSON.

The client finds functions in a map, by the variable HANDLER_ID. A function takes and returns JSON objects only.
"""

import importlib
import json
import logging
import os
import sys

from fa_purity import Cmd, FrozenDict, Result
from fa_purity.json import JsonUnfolder, UnfoldedFactory
from pure_lambda_ric import HandlerId, start_lambda_listener

HANDLER = os.environ.get("HANDLER_ID", "")
# These return what is no object, which the client cannot send.
NO_OBJECTS = {"text", "nothing", "big", "log", "background", "late-failure", "unserializable", "binary"}
NO_OBJECTS |= {"close-output", "exit-hook", "logger"}


class Plain:
    """The context as the probe function reads it."""

    def __init__(self, context):
        self.aws_request_id = context.request_id.raw
        self.function_name = context.this.function_name
        self.function_version = context.this.function_version
        self.memory_limit_in_mb = context.this.memory_limit_in_mb
        self.log_group_name = context.this.log_group_name.value_or(None)
        self.log_stream_name = context.this.log_stream_name.value_or(None)


def handlers():
    module, _, name = HANDLER.rpartition(".")
    function = getattr(importlib.import_module(module.replace("/", ".")), name)

    def answer(event, context):
        asked = json.loads(JsonUnfolder.dumps(event.raw))
        found = function(asked, Plain(context))
        if asked.get("probe") == "describe":
            found["actions"] = [action for action in found["actions"] if action not in NO_OBJECTS]
        return Result.success(UnfoldedFactory.loads(json.dumps(found)).alt(raise_it).to_union())

    return FrozenDict({HandlerId(HANDLER): lambda event, context: Cmd.wrap_impure(lambda: answer(event, context))})


def raise_it(error):
    raise error


sys.path.insert(0, os.environ.get("LAMBDA_TASK_ROOT", "."))
start_lambda_listener(logging.getLogger("app"), handlers).compute()
