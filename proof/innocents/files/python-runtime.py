"""A runtime in Python, for innocents: one blocking thread, written apart from the reference runtime."""

import importlib.util
import json
import os
import re
import signal
import sys
import time
import traceback
import types
import urllib.parse

import records
from client import Client, ConnectionLost
from records import log

BASE = "/2018-06-01/runtime"
AGENT = {"User-Agent": "innocent-python/1.0"}
LONGEST_TIMEOUT_MS = 900_000


class Terminated(BaseException):
    """SIGTERM has arrived."""


class RuntimeFailure(Exception):
    """A failure that the runtime itself detects; `type` is its type in the report."""

    def __init__(self, type_name, message):
        super().__init__(message)
        self.type = type_name


def flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError, AttributeError):
            pass


def address():
    value = os.environ.get("AWS_LAMBDA_RUNTIME_API", "")
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([^\s:/?#@\[\]]+)):(\d{1,5})", value)
    if not found or not 0 < int(found[3]) < 65536:
        raise SystemExit(f"AWS_LAMBDA_RUNTIME_API is '{value}', which is not of the form host:port")
    return found[1] or found[2], int(found[3])


def load_handler():
    name = os.environ.get("_HANDLER", "")
    found = re.fullmatch(r"((?:[^/]+/)*[^./]+)\.([^./]+)", name)
    if not found or ".." in found[1].split("/"):
        raise RuntimeFailure("Runtime.MalformedHandlerName", f"the handler name '{name}' is not path/file.name")
    root = os.environ.get("LAMBDA_TASK_ROOT", os.getcwd())
    path = os.path.join(root, found[1] + ".py")
    if not os.path.exists(path):
        raise RuntimeFailure("Runtime.ImportModuleError", f"there is no file {path}")
    sys.path.insert(0, root)
    spec = importlib.util.spec_from_file_location(found[1].replace("/", "."), path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    handler = getattr(module, found[2], None)
    if not callable(handler):
        raise RuntimeFailure("Runtime.NoSuchHandler", f"{path} has no function '{found[2]}'")
    return handler


def document(error):
    frames = [] if isinstance(error, RuntimeFailure) else traceback.format_tb(error.__traceback__)[-32:]
    return {
        "errorMessage": str(error)[: 128 * 1024],
        "errorType": (getattr(error, "type", None) if isinstance(error, RuntimeFailure) else None)
        or type(error).__name__[: 16 * 1024],
        "stackTrace": [frame[:512] for frame in frames],
    }


def type_header(report):
    kind = report["errorType"]
    if re.fullmatch(r"Runtime\.[A-Z][A-Za-z]{1,63}", kind):
        return kind
    letters = re.sub("[^A-Za-z]", "", kind)[:64]
    return "Function." + (letters[0].upper() + letters[1:] if len(letters) > 1 else "Unknown")


def error_report(report):
    headers = {
        **AGENT,
        "Content-Type": "application/vnd.aws.lambda.error+json",
        "Lambda-Runtime-Function-Error-Type": type_header(report),
    }
    return headers, json.dumps(report).encode("ascii")


def header_json(reply, name):
    text = reply.header(name)
    try:
        return None if text is None else json.loads(text)
    except ValueError:
        log(f"ignoring {name}, which is not valid JSON")
        return None


def context_of(reply):
    env = os.environ.get
    deadline = reply.header("lambda-runtime-deadline-ms") or ""
    deadline_ms = int(deadline) if re.fullmatch(r"-?[0-9]{1,15}", deadline) else None
    ends_at = deadline_ms if deadline_ms is not None else time.time() * 1000 + LONGEST_TIMEOUT_MS
    identity = header_json(reply, "lambda-runtime-cognito-identity")
    identity = identity if isinstance(identity, dict) else {}
    return types.SimpleNamespace(
        aws_request_id=reply.header("lambda-runtime-aws-request-id"),
        deadline_ms=deadline_ms,
        get_remaining_time_in_millis=lambda: max(0, int(ends_at - time.time() * 1000)),
        invoked_function_arn=reply.header("lambda-runtime-invoked-function-arn"),
        trace_id=reply.header("lambda-runtime-trace-id"),
        client_context=header_json(reply, "lambda-runtime-client-context"),
        identity=types.SimpleNamespace(
            cognito_identity_id=identity.get("cognitoIdentityId"),
            cognito_identity_pool_id=identity.get("cognitoIdentityPoolId"),
        ),
        tenant_id=reply.header("lambda-runtime-aws-tenant-id"),
        function_name=env("AWS_LAMBDA_FUNCTION_NAME"),
        function_version=env("AWS_LAMBDA_FUNCTION_VERSION"),
        memory_limit_in_mb=env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"),
        log_group_name=env("AWS_LAMBDA_LOG_GROUP_NAME"),
        log_stream_name=env("AWS_LAMBDA_LOG_STREAM_NAME"),
    )


def decode(body):
    def refuse(constant):
        raise ValueError(f"{constant} is not JSON")

    try:
        return json.loads(body.decode("utf-8"), parse_constant=refuse)
    except ValueError:
        raise RuntimeFailure("Runtime.MalformedEvent", f"the event is not JSON ({len(body)} bytes)") from None


def encode(result):
    try:
        return json.dumps(result, allow_nan=False).encode("ascii")
    except (TypeError, ValueError, RecursionError) as error:
        raise RuntimeFailure("Runtime.MarshalError", f"the result has no JSON form: {error}") from None


def poll(client):
    problem = ""
    for pause in (0, 0.1, 0.25, 0.5):
        time.sleep(pause)
        try:
            reply = client.send("GET", f"{BASE}/invocation/next", AGENT)
        except ConnectionLost as error:
            problem = str(error)
            log(f"next: {problem}")
            continue
        if reply.status == 500:
            raise SystemExit("next was answered with 500")
        if reply.status == 200 and reply.complete and reply.header("lambda-runtime-aws-request-id"):
            return reply
        problem = f"a reply with status {reply.status} and without an invocation"
        log(f"next: {problem}")
    raise SystemExit(f"no invocation after four tries: {problem}")


def post(client, path, headers, body):
    problem = ""
    for pause in (0, 0.25):
        time.sleep(pause)
        try:
            reply = client.send("POST", path, headers, body)
        except ConnectionLost as error:
            problem = str(error)
            log(f"{path}: {problem}")
            continue
        if reply.status == 500:
            raise SystemExit(f"{path} was answered with 500")
        if not 200 <= reply.status < 300:
            log(f"{path} was refused: {reply.status}")
        return
    raise SystemExit(f"{path} failed twice: {problem}")


def segment(request_id):
    if request_id in (".", ".."):
        return request_id.replace(".", "%2E")
    return urllib.parse.quote(request_id, safe="-._~!$&'()*+,;=:@")


def publish_trace(trace):
    if trace is None:
        os.environ.pop("_X_AMZN_TRACE_ID", None)
    else:
        os.environ["_X_AMZN_TRACE_ID"] = trace


def workers():
    """How many invocations may be in work at once; None in standard mode."""
    limit = os.environ.get("AWS_LAMBDA_MAX_CONCURRENCY")
    if limit is None:
        return None
    # Threads and processes beyond that cost memory.
    return min(int(limit), 16) if re.fullmatch("0*[1-9][0-9]*", limit) else 1


def serve(client, handler, on_trace=publish_trace):
    while True:
        reply = poll(client)
        request_id = records.in_work.request_id = reply.header("lambda-runtime-aws-request-id")
        on_trace(reply.header("lambda-runtime-trace-id"))
        path = f"{BASE}/invocation/{segment(request_id)}"
        try:
            body = encode(handler(decode(reply.body), context_of(reply)))
        except Terminated:
            raise
        except BaseException as error:
            report = document(error)
            log(f"{request_id} {report['errorType']}: {report['errorMessage']}")
            flush()
            post(client, f"{path}/error", *error_report({**report, "requestId": request_id}))
        else:
            flush()
            post(client, f"{path}/response", {**AGENT, "Content-Type": "application/json"}, body)


def terminate(signum, frame):
    raise Terminated


def main(make_client=Client, serve=serve):
    sys.dont_write_bytecode = True
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    signal.signal(signal.SIGTERM, terminate)
    records.offer()
    try:
        client = make_client(*address())
        try:
            handler = load_handler()
        except Terminated:
            raise
        except BaseException as error:
            report = document(error)
            if not isinstance(error, RuntimeFailure):
                report["errorMessage"] = str(error)
            log(f"init failed: {report['errorType']}: {report['errorMessage']}")
            flush()
            try:
                reply = client.send("POST", f"{BASE}/init/error", *error_report(report))
                if reply.status >= 300:
                    log(f"the init error was refused: {reply.status}")
            except ConnectionLost as lost:
                log(f"the init error could not be posted: {lost}")
            end(1)
        serve(client, handler)
    except Terminated:
        end(0)
    except SystemExit as failure:
        log(f"giving up: {failure}")
        end(1)


def end(code):
    """Threads of the function must not keep the process alive, but its exit hooks run."""
    import atexit

    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    atexit._run_exitfuncs()
    flush()
    os._exit(code)
