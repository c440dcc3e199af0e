import type { Requirement } from '../../harness/run/requirement.ts';

/** The init phase: from the start of the bootstrap to the first `next`, or to `POST /runtime/init/error`. */
export const init = {
  'init.settings-from-environment': {
    level: 'MUST',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime takes the address of the Runtime API from `AWS_LAMBDA_RUNTIME_API`.',
    observe: 'Start it twice, each time with another port.',
    deviations: {
      'port-not-used': 'The runtime does not work with the port that AWS_LAMBDA_RUNTIME_API names.',
      'fixed-address':
        'The runtime calls the built-in address 127.0.0.1:9001 instead of the one that AWS_LAMBDA_RUNTIME_API names.',
    },
    cause:
      'The port is fixed in the code, read from another variable, or captured when the image was built. Read AWS_LAMBDA_RUNTIME_API at every start; Lambda gives the address nowhere else.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'init.function-by-name': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 2,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime finds the function by `_HANDLER` in `LAMBDA_TASK_ROOT` where it loads functions by name.',
    observe:
      'Start it with the function under another name in another folder; a compiled function, or a runtime that serves events with any name, is not judged.',
    deviations: {
      'function-not-found': 'The runtime does not find its function by `_HANDLER` in LAMBDA_TASK_ROOT.',
    },
    cause:
      'Root or handler are fixed in the code, taken from the working directory, or captured when the image was built. Read both variables at every start; a function that is linked into the program needs neither.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html',
    ],
  },
  'init.once-before-first-next': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:state',
    tier: 2,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime loads the function and runs its static code once, before the first `next`.',
    observe: 'The boot id of `state` is constant over many invocations.',
    deviations: {
      'loaded-twice': 'The runtime loads the function more than once in one process.',
    },
    cause:
      'The function is loaded with the first event, or again with each one (a new interpreter, an import without cache). Load it once, before the loop, and keep the handler.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'init.reports-failure': {
    level: 'MUST',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:PROBE_INIT=throw',
    tier: 1,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime reports a failed init with POST `/2018-06-01/runtime/init/error` where it loads the function itself.',
    observe:
      'Start with `PROBE_INIT=throw`; the POST comes before any `next`. A function that is linked into the program can fail before the client runs, so a runtime that ends without a request is judged only where it honours `_HANDLER`.',
    deviations: {
      'not-reported': 'The runtime does not report that its init failed.',
      'wrong-method': 'The runtime sends its init error with another method than POST.',
      'wrong-path': 'The runtime sends its init error to another path than the documented one.',
    },
    cause:
      'Loading is not guarded, so a failure only prints and exits, or appears as an error of the first invocation. Wrap the load and the static code in a guard that posts to `/2018-06-01/runtime/init/error` before any poll.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
    ],
  },
  'init.exits-after-report': {
    level: 'MUST',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:PROBE_INIT=throw',
    tier: 1,
    provokedBy: 'function',
    costs: 'hang',
    text: 'The runtime exits at once after it has reported a failed init.',
    observe:
      'The process ends within about 2 s of the 202 and sends nothing more; the service waits for that exit.',
    deviations: {
      'does-not-exit': 'The runtime does not exit after it has reported a failed init.',
      'unusual-reply-holds': 'The runtime does not exit after its report when the reply is unusual.',
    },
    cause:
      'After the report a pending timer, a non-daemon thread or the loop keeps the process alive. Call the exit function with a non-zero code as soon as the report is answered; the service waits for that exit.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip',
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/rapid/handlers.go',
    ],
  },
  'init.failure-exit-code': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:PROBE_INIT=throw',
    tier: 1,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime ends with a non-zero exit code when init fails.',
    observe: 'Wait for the process; only zero or non-zero counts.',
    deviations: {
      'exits-with-0': 'The runtime exits with code 0 although its init failed.',
    },
    cause:
      'The failure is caught and reported, and then main returns normally, or a caller ignores the returned failure. End every failed init with an explicit exit code such as 1.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-custom.html'],
  },
  'init.no-next-after-failure': {
    level: 'MUST',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:PROBE_INIT=throw',
    tier: 1,
    provokedBy: 'function',
    costs: 'result',
    text: 'The runtime sends no `next` when init has failed.',
    observe: 'Look for a GET after the report, or in place of it.',
    deviations: {
      'failure-deferred': 'The runtime defers a failed init to its first invocation.',
      'polls-after-failure': 'The runtime polls although its init failed.',
    },
    cause:
      'The load error is stored and raised at the first event, or the loop starts even though init failed. Start the loop only when the handler is loaded; otherwise report and exit.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'init.error-shape': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:PROBE_INIT=throw',
    tier: 4,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime gives an init error the same body and headers as an invocation error.',
    observe: 'Apply the checks of the error area to the init/error POST.',
    deviations: {
      'not-an-object': 'The body of the init error is not a JSON object.',
      'no-error-message': 'The init error has no string `errorMessage`.',
      'no-error-type': 'The init error has no string `errorType`.',
      'no-content-type': 'The init error has no Content-Type.',
    },
    cause:
      'Init errors have separate, simpler code that omits the type, the stack or the headers. Use one function for both kinds of report and vary only the path.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html'],
  },
  'init.error-type-header': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:PROBE_INIT=throw',
    tier: 4,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime sends `Lambda-Runtime-Function-Error-Type` in the form Category.Reason with an init error.',
    observe: 'Read the header and compare it with `errorType` in the body.',
    deviations: {
      'no-type-header': 'The init error has no header `Lambda-Runtime-Function-Error-Type`.',
      'malformed-type-header':
        'The error-type header of the init error does not have the form Category.Reason.',
    },
    cause:
      'The header is missing on this path only, or holds a class name without a category. Send for example `Runtime.ImportModuleError`, and derive it from the same value as `errorType` in the body.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-custom.html',
    ],
  },
  'init.unknown-handler': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 2,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime reports a handler name that does not exist as an init error.',
    observe: 'Start with `_HANDLER=app.nope`; judged only where the handler name is honoured.',
    deviations: {
      'not-reported': 'The runtime does not report a handler that does not exist as a failed init.',
    },
    cause:
      'The name is looked up only when the first event arrives, or a failed lookup prints and exits. Resolve module and function at start, and report a failure as `Runtime.NoSuchHandler` with the name in the message.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/UserFunction.js',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
      'https://github.com/brefphp/bref/blob/147f375/src/Runtime/LambdaRuntime.php',
    ],
  },
  'init.malformed-handler': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 2,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime reports a malformed handler name as an init error and never exits silently because of it.',
    observe:
      'Start with `_HANDLER` as `x::`, `nodot`, `a.b.c` and `../x.y`; judged only where the handler name is honoured.',
    deviations: {
      'not-reported': 'The runtime does not report a malformed handler name as a failed init.',
    },
    cause:
      '`_HANDLER` is split at the dot without a check, so a name that has no dot causes an index error outside the guard. Check the parts inside the init guard and say in the message which form is expected.',
    source: [
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/UserFunction.js',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
    ],
  },
  'init.handler-in-folder': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime finds a handler whose file is in a folder of the task root, as in `folder/file.handler`.',
    observe:
      'Start with the file of the function in a sub-folder and its path in `_HANDLER`; judged only where the file of the function is known.',
    deviations: {
      'not-found-in-folder': 'The runtime does not find a handler whose file is in a folder.',
    },
    cause:
      'The name is split at the first dot or slash, or joined to the task root as a bare file name. Split the part after the last slash at its dot, and keep the folders in front of it.',
    source: [
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/UserFunction.js',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
    ],
  },
  'init.handler-name-forms': {
    level: 'MAY',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime finds a handler beside a folder of the same name, and by the dots that its language knows: a member of a member in JavaScript, a package in Python.',
    observe:
      'Start with `file.handler` beside a folder `file`, with `file.object.handler` in JavaScript and `package.file.handler` in Python.',
    deviations: {
      'folder-hides-file':
        'The runtime does not find the file of a handler beside a folder of the same name.',
      'dots-not-understood': 'The runtime does not find a handler whose name has several dots.',
    },
    cause:
      'The path without its extension is tried first, and a folder of that name counts as found; or a name with a second dot is refused as malformed. Look for files only, and resolve the parts of the name as AWS does in that language.',
    source: [
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/UserFunction.js',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
    ],
  },
  'init.broken-function-file': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 2,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime reports syntax and import errors of the function file as an init error that contains the text of the cause.',
    observe: 'Point the handler at a file that does not parse and at one that imports a missing module.',
    deviations: {
      'not-reported': 'The runtime does not report a broken function file as a failed init.',
      'cause-not-named': 'The init error does not say what is wrong with the function file.',
    },
    cause:
      'The file is compiled or imported before the guard begins, or by a child process whose message is replaced by a general "cannot start". Load it inside the guard and pass the original message on, with file and line.',
    source: [
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/UserFunction.js',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
    ],
  },
  'init.one-report': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'probe:PROBE_INIT=throw',
    tier: 1,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime posts one init error, not several.',
    observe: 'Count the init/error POSTs.',
    deviations: {
      'reported-twice': 'The runtime reports the failed init more than once.',
    },
    cause:
      'Several layers report the same failure: the loader, the guard in main, a last-resort hook. Report in one place and exit there.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/core/states.go',
    ],
  },
  'init.exits-when-report-refused': {
    level: 'SHOULD',
    basis: 'openapi',
    profile: 'core',
    needs: 'probe:PROBE_INIT=throw',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'hang',
    text: 'The runtime exits even when its init error is answered with 403 or 500 or the connection drops.',
    observe: 'Vary the reply and wait for the end of the process.',
    deviations: {
      'does-not-exit': 'The runtime does not exit after its init error is refused.',
    },
    cause:
      'The runtime exits only after a successful report, so a refusal or a lost connection skips the exit or starts a retry. Send the report once and exit in a finally clause.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/samples/runtime-api.zip'],
  },
  'init.error-only-before-next': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'caller',
    costs: 'invocation',
    text: 'The runtime never posts an init error after its first `next`.',
    observe: 'Make a poll fail and deliver undecodable events; look for init/error.',
    deviations: {
      'reported-after-next': 'The runtime posts an init error after its first `next`.',
    },
    cause:
      'One top-level guard posts every failure of the loop to init/error, which is refused after the first poll. After the first `next` use /error of the current id; without a current id, log and exit.',
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/4fa2157/internal/lambda/core/states.go',
    ],
  },
  'init.api-unreachable': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'unseen',
    costs: 'hang',
    text: 'The runtime exits non-zero within seconds when nothing listens on the Runtime API address, without a busy loop.',
    observe:
      'Start against a closed port; measure the exit, the CPU time and the rate of connection attempts.',
    deviations: {
      spins: 'The runtime spins while nothing listens on the Runtime API address.',
      'does-not-fail': 'The runtime does not exit non-zero while nothing listens on the Runtime API address.',
    },
    cause:
      'A refused connection is retried without a pause or a limit, or main returns normally when the client gives up. After a few attempts with pauses print the address and the reason, and exit non-zero.',
    source: [
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
      'https://github.com/aws/aws-lambda-python-runtime-interface-client/blob/46e4c6a/awslambdaric/bootstrap.py',
      'https://github.com/aws/aws-lambda-nodejs-runtime-interface-client/blob/da5777a/src/Runtime.js',
    ],
  },
  'init.api-variable-missing': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'diagnosis',
    text: 'The runtime fails with a clear message and a non-zero code when AWS_LAMBDA_RUNTIME_API is missing, empty or malformed.',
    observe: 'Start with each; the process does not die of a signal or leave a core dump.',
    deviations: {
      'keeps-running': 'The runtime keeps running without a usable AWS_LAMBDA_RUNTIME_API.',
      'exits-with-0': 'The runtime exits with code 0 without a usable AWS_LAMBDA_RUNTIME_API.',
      crashes: 'The runtime crashes without a usable AWS_LAMBDA_RUNTIME_API.',
      'exits-silently': 'The runtime exits without a message about AWS_LAMBDA_RUNTIME_API.',
    },
    cause:
      'The variable is used unchecked: a null pointer crashes native code, an empty value makes a URL without a host. Check it first in main, name it in the message, and exit with 1.',
    source: [
      'https://github.com/aws/aws-lambda-ruby-runtime-interface-client/blob/70a2045/lib/aws_lambda_ric.rb',
      'https://github.com/aws/aws-lambda-go/blob/815d21f/lambda/invoke_loop.go',
    ],
  },
  'init.first-next-in-time': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'invocation',
    text: 'The runtime sends its first `next` well within the 10 s of the init phase for a trivial function.',
    observe: 'Time from spawn to the first GET.',
    deviations: {
      'slow-start': 'The runtime takes more than half of the init phase for a trivial function.',
    },
    cause:
      'The start does work that belongs elsewhere: compiling, installing, scanning directories, waiting for a network. Do it when the package is built, defer the rest until it is needed, and poll as soon as the handler is loaded.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'init.bootstrap-entry-point': {
    level: 'MUST',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime starts from an executable named `bootstrap`.',
    observe: 'Start a file of that name, the only thing that Lambda looks for in the package and its layers.',
    deviations: { 'does-not-start': 'The runtime does not start from an executable named `bootstrap`.' },
    cause:
      'The executable bit or the interpreter line is missing, or the program looks for files by a name of its own that the package does not have. Name the entry point `bootstrap` and make it executable.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'init.started-as-lambda-does': {
    level: 'SHOULD',
    basis: 'observed',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime starts by absolute path, without arguments, with the task root as working directory.',
    observe:
      'Spawn it this way; an extra argument (the emulator passes the handler in container mode) does no harm either.',
    deviations: {
      'does-not-start': 'The runtime does not start the way Lambda starts it.',
      'argument-breaks-start': 'The runtime does not start with an argument that it does not need.',
    },
    cause:
      "The program relies on an argument, on its own name or on another working directory. Locate files through LAMBDA_TASK_ROOT or the script's own directory, and ignore arguments you do not know.",
    source: [
      'https://github.com/aws/aws-lambda-runtime-interface-emulator/blob/bef5c4b/internal/lambda/rie/simple_bootstrap.go',
    ],
  },
  'init.no-other-calls': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 1,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime makes no Runtime API call on a successful start except `next`, `restore/next` and extension registration.',
    observe: 'Look at the requests before the first event.',
    deviations: {
      'needless-call': 'The runtime makes a needless call during a successful start.',
    },
    cause:
      'The runtime pings the server, asks for a version, announces that it is ready, or tries restore/next outside SnapStart. Remove those calls; the first `next` already signals a successful init.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'init.handler-not-called-early': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:state',
    tier: 4,
    provokedBy: 'service',
    costs: 'result',
    text: 'The runtime does not call the handler before an event has arrived.',
    observe: 'The first `state` reports a count of 1.',
    deviations: {
      'called-early': 'The runtime calls the handler before an event has arrived.',
    },
    cause:
      'A warm-up calls the handler with a made-up event, or loading the file runs it. Only load during init, and call the handler for the first time with a delivered event.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html'],
  },
  'init.optional-variables-missing': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime starts without the variables that Lambda does not always set.',
    observe:
      'Leave out any subset of AWS_EXECUTION_ENV, _X_AMZN_TRACE_ID, AWS_LAMBDA_LOG_FORMAT, AWS_LAMBDA_INITIALIZATION_TYPE, AWS_LAMBDA_MAX_CONCURRENCY and AWS_ACCESS_KEY_ID.',
    deviations: {
      'does-not-start': 'The runtime does not start without variables that Lambda does not always set.',
    },
    cause:
      'A variable is read in a way that fails on absence (`unwrap()`, `os.environ[...]`, `${NAME:?}`, `set -u`). Give each optional variable a default.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html'],
  },
  'init.second-start': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime works when it is started a second time in the same sandbox, with the files of the first run still in /tmp.',
    observe:
      'Start, kill it in the middle of an invocation or let init fail, and start again without cleaning up.',
    deviations: {
      'does-not-start-again': 'The runtime does not work after it was killed in an invocation and restarted.',
      'second-failure-differs': 'The runtime does not report a failed init again after a restart.',
    },
    cause:
      'A lock file, socket, pid file or child of the first run is still there, and creating it again fails. Remove or replace leftover files at start, or use fresh names below /tmp.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'init.read-only-code-directory': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'service',
    costs: 'process',
    text: 'The runtime works with a read-only code directory and only /tmp writable.',
    observe: 'Make the task root read-only by mount or mode and run an invocation.',
    deviations: {
      'does-not-work': 'The runtime does not work with a read-only code directory.',
    },
    cause:
      'The runtime writes caches, compiled files, sockets or logs beside the code. Write below /tmp only, and redirect or switch off the caches of the interpreter (`PYTHONPYCACHEPREFIX`, `XDG_CACHE_HOME`).',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html',
      'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
    ],
  },
  'init.loud-start': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:PROBE_INIT=log',
    tier: 4,
    provokedBy: 'function',
    costs: 'hang',
    text: 'The runtime starts even when the function writes a large output while it loads.',
    observe: 'Let the function write 1 MB while it loads and read the pipe slowly.',
    deviations: {
      'does-not-start': 'The runtime does not start when the function writes much while it loads.',
    },
    cause:
      'Output during the load goes to a pipe that the runtime reads only afterwards, and the pipe is full at 64 KiB. Let the function inherit stdout and stderr, or drain the pipe from the start.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html'],
  },
  'init.error-mirrors-failure': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'probe:PROBE_INIT=throw',
    tier: 2,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime names the class and the text of the failure in its init error.',
    observe: 'With `PROBE_INIT=throw` the body says `ProbeInitError` and `probe init failed`.',
    deviations: {
      'failure-not-named': 'The init error does not name the class and the text of the failure.',
    },
    cause:
      'The loader wraps the failure in an error of its own ("handler could not be loaded"), and only the wrapper is reported. Unwrap it, and report the class and the message of the original.',
    source: [
      'https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html',
      'https://github.com/hotsock/voker/blob/59c7289/examples/runtime-probe/probe.sh',
    ],
  },
  'init.always-set-variables-missing': {
    level: 'MAY',
    basis: 'inferred',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'unseen',
    costs: 'process',
    text: 'The runtime starts even without variables that Lambda always sets, apart from AWS_LAMBDA_RUNTIME_API.',
    observe: 'Leave out any subset of the remaining AWS_LAMBDA_* variables; report what is needed.',
    deviations: {
      'does-not-start': 'The runtime does not start without variables that it does not need.',
    },
    cause:
      'The context is filled at start with a lookup that fails when a variable such as AWS_LAMBDA_FUNCTION_NAME is missing. Use an empty value then; local tools and emulators leave some of them out.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html'],
  },
  'init.extensions-registered-before-next': {
    level: 'SHOULD',
    basis: 'documented',
    profile: 'core',
    needs: 'opaque',
    tier: 4,
    provokedBy: 'function',
    costs: 'process',
    text: 'The runtime registers an internal extension, if it has one, before its first `next`.',
    observe: 'Every POST `/2020-01-01/extension/register` precedes the first GET for an invocation.',
    deviations: {
      'registered-late': 'The runtime registers an internal extension after its first `next`.',
    },
    cause:
      'The registration runs in a background task that races with the first poll, and is refused once init is over. Wait for the reply of `POST /2020-01-01/extension/register` before the loop starts.',
    source: ['https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html'],
  },
  'init.error-odd-type-names': {
    level: 'SHOULD',
    basis: 'inferred',
    profile: 'core',
    needs: 'probe:PROBE_INIT=throw:TYPE',
    tier: 4,
    provokedBy: 'function',
    costs: 'diagnosis',
    text: 'The runtime sends a legal init error for failures whose class name is not plain ASCII.',
    observe:
      'Let the load fail with an error class named in CJK characters; the headers parse strictly and the POST arrives.',
    deviations: {
      'not-reported': 'The runtime does not report a failed init whose class name is not plain ASCII.',
      'illegal-http': 'The init error for a class name that is not plain ASCII is not a legal request.',
    },
    cause:
      'The name of the failing class goes into the header of the report unfiltered, the HTTP library throws, and nothing is reported at all. Reduce it to printable ASCII for the header and keep it whole in the JSON body.',
    source: ['https://www.rfc-editor.org/rfc/rfc9110'],
  },
} as const satisfies Record<string, Requirement>;
