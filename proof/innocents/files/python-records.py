"""The log of a runtime in Python: lines of text, or JSON records where Lambda asks for them."""

import json
import logging
import os
import threading
import time
import traceback

# Python has two names of its own.
LEVELS = {"WARNING": "WARN", "CRITICAL": "FATAL"}

# The invocation that a thread has in work: `request_id`.
in_work = threading.local()


def is_json():
    """Managed Instances know no other format."""
    env = os.environ
    return "AWS_LAMBDA_MAX_CONCURRENCY" in env or env.get("AWS_LAMBDA_LOG_FORMAT", "").upper() == "JSON"


def write(line):
    """In one call, so that lines of other threads and processes do not come in between."""
    try:
        os.write(2, (line + "\n").encode("utf-8", "backslashreplace"))
    except OSError:
        pass


def log(text):
    """What the runtime itself has to say."""
    if is_json():
        write_record(time.time(), "ERROR", text)
    else:
        write("[python] " + text.replace("\r\n", "\r").replace("\n", "\r"))


def write_record(at, level, message, **members):
    seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at))
    record = {
        "timestamp": f"{seconds}.{int(at * 1000) % 1000:03}Z",
        "level": LEVELS.get(level, level),
        "requestId": getattr(in_work, "request_id", None),
        "message": message,
        **members,
    }
    write(json.dumps(record))


class Records(logging.Handler):
    """The root logger of the function."""

    def emit(self, record):
        try:
            write_record(record.created, record.levelname, record.getMessage(), **error_of(record))
        except Exception:
            self.handleError(record)


def error_of(record):
    kind, error, trace = record.exc_info or (None, None, None)
    if kind is None:
        return {}
    frames = traceback.format_tb(trace)
    return {"errorType": kind.__name__, "errorMessage": str(error), "stackTrace": frames}


def offer():
    """Gives the root logger this form, before the function is loaded."""
    if is_json():
        level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "INFO").upper()
        known = {"TRACE": "DEBUG", "FATAL": "CRITICAL"}.get(level, level)
        root = logging.getLogger()
        root.addHandler(Records())
        root.setLevel(known if isinstance(logging.getLevelName(known), int) else "INFO")
