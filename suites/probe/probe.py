"""The probe function for Python: a handler that does what its event asks, so that one function serves every test.

To use it as your own function, put this file into the task root and name `probe.handler` as the handler. It needs
nothing but the standard library, and runs behind AWS's client as well as behind others that call
`handler(event, context)`.

An event without a known action comes back unchanged; `{"probe":"describe"}` lists the actions and properties. `panic` and
`unserializable` take a `variant`, one of those that `describe` lists; the first is what they do without one.

`PROBE_INIT` makes loading itself fail, end the process, take time or write: `throw`, `throw:TYPE`, `exit:N`,
`sleep:N`, `log:N`. `PROBE_BEFORE_SNAPSHOT` and `PROBE_AFTER_RESTORE` register such a hook of SnapStart: `throw` makes it
fail, and with `trace` the action `state` tells that it ran. They need the package snapshot-restore-py, which comes with
AWS's client.
"""

import atexit
import base64
import datetime
import importlib.util
import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
import uuid

BOOT_ID = str(uuid.uuid4())
count = 0
# The hooks of SnapStart that have run, in their order.
hooks = []


def handler(event, context):
    global count
    count += 1
    name = event.get("probe") if isinstance(event, dict) else None
    action = ACTIONS.get(name) if isinstance(name, str) else None
    return action(event, context) if action else event


def describe(event, context):
    return {
        "probe": 1,
        "language": "python",
        "actions": [name for name in ACTIONS if name != "describe"],
        "properties": PROPERTIES,
        "panics": list(PANICS),
        "unserializables": list(UNSERIALIZABLES),
    }


def show_context(event, context):
    if "afterMs" not in event:
        return exposed(context)
    return shown_twice(context, lambda: time.sleep(event["afterMs"] / 1000))


def shown_twice(context, wait):
    """The context and the trace variable before and after a wait."""

    def read():
        return {**exposed(context), "traceEnv": os.environ.get("_X_AMZN_TRACE_ID")}

    first = read()
    wait()
    return {"first": first, "second": read()}


def hold(event, context):
    """Tells the test by a connection that it runs, and waits until the test closes it."""
    shown = shown_twice(context, lambda: until_released(event))
    if "message" in event:
        fail("ProbeHeldFailure", event["message"])
    return {"token": event["token"], **shown, "bootId": BOOT_ID, **whereabouts()}


def until_released(event):
    host, port = event["gate"].split(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall((event["token"] + "\n").encode())
        while connection.recv(1024):
            pass


def logger(event, context):
    """Writes `message` through the logger of the runtime, in Python the root logger, once at each level and followed by its
    name; with `error` also an error with that message. With a gate it waits first, as `hold` does.
    """
    if "gate" in event:
        until_released(event)
    message, root = event.get("message", ""), logging.getLogger()
    methods = {"DEBUG": root.debug, "INFO": root.info, "WARN": root.warning, "ERROR": root.error, "FATAL": root.critical}
    for level, write in methods.items():
        write("%s %s", message, level)
    if "error" in event:
        try:
            fail("ProbeLogged", event["error"])
        except Exception:
            root.exception("%s", message)
    return {"levels": list(methods)}


def whereabouts():
    """The worker that runs this code: a process, or a thread of one."""
    return {"pid": os.getpid(), "worker": "{}.{}".format(os.getpid(), threading.get_ident())}


def exposed(context):
    """The context that the runtime exposes, under the names of the contract, without missing members."""
    remaining = getattr(context, "get_remaining_time_in_millis", None)
    memory = getattr(context, "memory_limit_in_mb", None)
    identity = getattr(context, "identity", None)
    w3c = getattr(context, "w3c", None)
    return present(
        {
            "requestId": getattr(context, "aws_request_id", None),
            "deadlineMs": getattr(context, "deadline_ms", None),
            "remainingMs": remaining() if remaining else None,
            "invokedFunctionArn": getattr(context, "invoked_function_arn", None),
            "traceId": getattr(context, "trace_id", None),
            "clientContext": plain(getattr(context, "client_context", None), ("client", "env", "custom")),
            # A method in AWS's client.
            "w3c": w3c() if callable(w3c) else w3c,
            # AWS's client passes an identity without members when the invocation has none.
            "cognitoIdentity": present(
                {
                    "cognitoIdentityId": getattr(identity, "cognito_identity_id", None),
                    "cognitoIdentityPoolId": getattr(identity, "cognito_identity_pool_id", None),
                }
            )
            or None,
            "tenantId": getattr(context, "tenant_id", None),
            "functionName": getattr(context, "function_name", None),
            "functionVersion": getattr(context, "function_version", None),
            "memoryLimitMb": None if memory is None else int(memory),
            "logGroupName": getattr(context, "log_group_name", None),
            "logStreamName": getattr(context, "log_stream_name", None),
        }
    )


def present(members):
    return {name: value for name, value in members.items() if value is not None}


CLIENT_FIELDS = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")


def plain(value, fields):
    """The JSON form of an object that AWS's client creates from JSON; JSON values pass unchanged."""
    if value is None or isinstance(value, (dict, list, str, int, float, bool)):
        return value
    return present({field: plain(getattr(value, field, None), CLIENT_FIELDS) for field in fields})


def env(event, context):
    return {name: os.environ.get(name) for name in event.get("names", [])}


def throw(event, context):
    raise type(event.get("type", "Exception"), (Exception,), {})(event.get("message", ""))


def panic(event, context):
    return variant_of(PANICS, event)(event)


class ProbePanic(BaseException):
    """Escapes `except Exception`, as SystemExit and KeyboardInterrupt do."""


def panic_sync(event):
    raise ProbePanic(event.get("message", ""))


PANICS = {"sync": panic_sync}


def unserializable(event, context):
    return variant_of(UNSERIALIZABLES, event)()


def make_cycle():
    cycle = {}
    cycle["self"] = cycle
    return cycle


UNSERIALIZABLES = {
    "cyclic": make_cycle,
    "function": lambda: make_cycle,
    "nan": lambda: {"value": float("nan"), "infinity": float("inf")},
    "date": lambda: {"value": datetime.datetime.now()},
}


def variant_of(variants, event):
    return variants.get(event.get("variant")) or next(iter(variants.values()))


def big(event, context):
    # The two bytes are the quotes that JSON puts around a string.
    return "x" * max(0, event.get("bytes", 2) - 2)


def text(event, context):
    return event.get("value")


def nothing(event, context):
    return None


def sleep(event, context):
    ms = event.get("ms", 0)
    time.sleep(ms / 1000)
    return {"slept": ms}


def state(event, context):
    return {"bootId": BOOT_ID, "count": count, **({"hooks": hooks} if hooks else {})}


def log(event, context):
    for _ in range(event.get("repeat", 1)):
        sys.stdout.write(event.get("stdout", ""))
        sys.stderr.write(event.get("stderr", ""))


def end_process(event, context):
    # Not sys.exit, which is an exception that a runtime may catch.
    os._exit(event.get("code", 0))


def background(event, context):
    start_timer(event, lambda: write_now(event.get("mark", "")))


def late_failure(event, context):
    start_timer(event, lambda: fail("ProbeLateFailure", "probe late failure"))


def start_timer(event, work):
    timer = threading.Timer(event.get("ms", 0) / 1000, work)
    # A non-daemon thread would keep an exiting process alive.
    timer.daemon = True
    timer.start()


def write_now(mark):
    """Flushes by itself: a runtime cannot know at this point that there is output."""
    sys.stdout.write(mark)
    sys.stdout.flush()


def fail(type_name, message):
    raise type(type_name, (Exception,), {})(message)


def binary(event, context):
    return base64.b64decode(event.get("base64", ""))


def child(event, context):
    script = "import json, os; print(json.dumps(os.environ.get('_X_AMZN_TRACE_ID')))"
    output = subprocess.run([sys.executable, "-S", "-c", script], stdout=subprocess.PIPE, check=True).stdout
    return {"traceEnv": json.loads(output)}


class ProbeCyclicError(Exception):
    pass


class ProbeCause(Exception):
    pass


def cyclic_error(event, context):
    if "depth" not in event:
        error = ProbeCyclicError("probe cyclic error")
        error.self = error
        raise error from error
    error = ProbeCause("cause 0")
    for i in range(1, event["depth"] + 1):
        outer = ProbeCause("cause {}".format(i))
        outer.__cause__ = error
        error = outer
    raise error


def close_output(event, context):
    sys.stdout.close()
    sys.stderr.close()


def exit_hook(event, context):
    atexit.register(write_now, event.get("mark", ""))


ACTIONS = {
    "context": show_context,
    "env": env,
    "throw": throw,
    "panic": panic,
    "unserializable": unserializable,
    "big": big,
    "text": text,
    "nothing": nothing,
    "sleep": sleep,
    "hold": hold,
    "state": state,
    "log": log,
    "logger": logger,
    "exit": end_process,
    "background": background,
    "late-failure": late_failure,
    "child": child,
    "cyclic-error": cyclic_error,
    "close-output": close_output,
    "exit-hook": exit_hook,
    "describe": describe,
}

# AWS's client sends bytes unchanged; other clients may not.
if "awslambdaric" in sys.modules:
    ACTIONS["binary"] = binary


PROPERTIES = ["names-error-classes", "keeps-error-messages"] + [
    "PROBE_INIT=" + order for order in ("throw", "throw:TYPE", "exit", "sleep", "log")
]

if importlib.util.find_spec("snapshot_restore_py"):
    PROPERTIES += [
        variable + "=" + order
        for variable in ("PROBE_BEFORE_SNAPSHOT", "PROBE_AFTER_RESTORE")
        for order in ("throw", "trace")
    ]


def obey_init(order):
    verb, separator, argument = order.partition(":")
    if verb == "throw":
        fail(argument if separator else "ProbeInitError", "probe init failed")
    elif verb == "exit":
        os._exit(int(argument))
    elif verb == "sleep":
        time.sleep(int(argument) / 1000)
    elif verb == "log":
        write_now("x" * int(argument))
        sys.stderr.write("x" * int(argument))
        sys.stderr.flush()


def register_hooks():
    before, after = (os.environ.get("PROBE_BEFORE_SNAPSHOT"), os.environ.get("PROBE_AFTER_RESTORE"))
    if before in ("throw", "trace"):
        from snapshot_restore_py import register_before_snapshot

        register_before_snapshot(run_hook, before, "before-snapshot", "ProbeBeforeSnapshotError")
    if after in ("throw", "trace"):
        from snapshot_restore_py import register_after_restore

        register_after_restore(run_hook, after, "after-restore", "ProbeAfterRestoreError")


def run_hook(order, name, error):
    # A runtime that does not wait for the hook goes on meanwhile.
    time.sleep(0.1)
    if order == "throw":
        fail(error, "probe " + name + " hook failed")
    hooks.append(name)


obey_init(os.environ.get("PROBE_INIT", ""))
register_hooks()
