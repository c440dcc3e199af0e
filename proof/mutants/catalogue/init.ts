import type { Mutant, SourceChange } from './mutant.ts';

/** Defects of the init phase. */
export const initMutants: readonly Mutant[] = [
  {
    requirement: 'init.settings-from-environment',
    variant: 'fixed-address',
    defect: 'Calls 127.0.0.1:9001, where the Runtime API is on Lambda.',
    changes: [
      inMain(
        "new RuntimeApiClient(env['AWS_LAMBDA_RUNTIME_API'], log)",
        "new RuntimeApiClient('127.0.0.1:9001', log)",
      ),
    ],
    code: 'fixed-address',
    says: 'GET /2018-06-01/runtime/invocation/next to 127.0.0.1:9001',
  },
  {
    requirement: 'init.settings-from-environment',
    defect: 'Keeps the address of its first start.',
    changes: [
      {
        file: 'main.js',
        find: "new RuntimeApiClient(env['AWS_LAMBDA_RUNTIME_API'], log)",
        replace: `new RuntimeApiClient(((fs, file) => {
          if (!fs.existsSync(file)) fs.writeFileSync(file, env['AWS_LAMBDA_RUNTIME_API'] ?? '');
          return fs.readFileSync(file, 'utf8');
        })(process.getBuiltinModule('node:fs'), new URL('first-address', import.meta.url)), log)`,
      },
    ],
    code: 'port-not-used',
  },
  {
    requirement: 'init.function-by-name',
    defect: 'Loads only a fixed file.',
    changes: [
      {
        file: 'handler.js',
        find: 'if (file === undefined) {',
        replace: "if (file === undefined || path !== 'probe') {",
      },
    ],
    code: 'function-not-found',
  },
  {
    requirement: 'init.once-before-first-next',
    defect: 'Loads the function again for every event.',
    changes: [
      beforeLoop('handler = async (event, context) => (await loadHandler(env))(event, context);'),
      {
        file: 'handler.js',
        find: 'pathToFileURL(file).href',
        replace: '`${pathToFileURL(file)}?${performance.now()}`',
      },
    ],
    code: 'loaded-twice',
  },
  {
    requirement: 'init.reports-failure',
    defect: 'Prints why init failed, and exits.',
    changes: [inMain('await api.reportInitError(error);', '')],
    code: 'not-reported',
  },
  {
    requirement: 'init.reports-failure',
    variant: 'put',
    defect: 'Puts its init error.',
    changes: [onReport("request.method = 'PUT';")],
    code: 'wrong-method',
    says: 'PUT /2018-06-01/runtime/init/error (405)',
  },
  {
    requirement: 'init.reports-failure',
    variant: 'other-version',
    defect: 'Posts its init error below another version of the API.',
    changes: [onReport("request.path = '/2015-03-31/runtime/init/error';")],
    code: 'wrong-path',
    says: 'POST /2015-03-31/runtime/init/error (404)',
  },
  {
    requirement: 'init.exits-after-report',
    defect: 'A timer keeps the process alive after the report.',
    changes: [inMain('return giveUp();', 'return void setInterval(() => {}, 1000);')],
    code: 'does-not-exit',
    says: 'it was still running when the harness stopped waiting',
  },
  {
    requirement: 'init.failure-exit-code',
    defect: 'Returns from main after the report.',
    changes: [inMain('return giveUp();', 'return;')],
    code: 'exits-with-0',
  },
  {
    requirement: 'init.no-next-after-failure',
    defect: 'Throws the failure of init at the first event.',
    changes: [inMain('return giveUp();', 'handler = () => { throw thrown; };')],
    code: 'polls-after-failure',
  },
  {
    requirement: 'init.error-shape',
    defect: 'Posts the bare message as the init error.',
    changes: [onReport('request.body = Buffer.from(document.errorMessage);')],
    code: 'not-an-object',
  },
  {
    requirement: 'init.error-type-header',
    defect: 'Names the class of the failure, without a category, in the header of an init error.',
    changes: [onReport("request.headers['Lambda-Runtime-Function-Error-Type'] = document.errorType;")],
    code: 'malformed-type-header',
    says: 'ProbeInitError',
  },
  {
    requirement: 'init.unknown-handler',
    defect: 'Notices with the first event that the file has no such function.',
    changes: [
      {
        file: 'handler.js',
        find: "throw new NoSuchHandler(`handler '${name}': ${file} exports no function '${exportName}'`);",
        replace: 'return () => handler.call();',
      },
    ],
    code: 'not-reported',
    says: 'asked for an invocation and failed only then',
  },
  {
    requirement: 'init.malformed-handler',
    defect: 'Exits silently if the handler name has no dot.',
    changes: [
      {
        file: 'handler.js',
        find: "throw new MalformedHandlerName(`the handler name '${name}' is not of the form path/file.export`);",
        replace: 'process.exit(1);',
      },
    ],
    code: 'not-reported',
  },
  {
    requirement: 'init.broken-function-file',
    defect: 'Replaces the reason of a failed import by a general sentence.',
    changes: [
      {
        file: 'handler.js',
        find: 'throw new ImportModuleError(`${file}: ${cause.message}`, { cause });',
        replace: 'throw new ImportModuleError(`${file} cannot be loaded`, { cause });',
      },
    ],
    code: 'cause-not-named',
  },
  {
    requirement: 'init.one-report',
    defect: 'Reports a failed load twice, in the loader and in main.',
    changes: [
      inMain(
        'await api.reportInitError(error);',
        'for (const _ of [1, 2]) await api.reportInitError(error);',
      ),
    ],
    code: 'reported-twice',
    says: 'a second one after the first had been accepted',
  },
  {
    requirement: 'init.error-only-before-next',
    defect: 'Posts every failure that escapes the loop as an init error.',
    changes: [
      inMain('throw failure;', 'await api.reportInitError(toErrorDocument(failure)); throw failure;'),
    ],
    code: 'reported-after-next',
  },
  {
    requirement: 'init.api-unreachable',
    variant: 'ends-as-success',
    defect: 'Ends with exit code 0 when it cannot connect.',
    changes: [inMain('await giveUp();', '')],
    code: 'does-not-fail',
  },
  {
    requirement: 'init.api-unreachable',
    variant: 'spins',
    defect: 'Retries without a pause or a limit.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'for (const pauseMs of pollPausesMs) {',
        replace: 'for (const pauseMs = 0; ; ) {',
      },
    ],
    code: 'spins',
  },
  {
    requirement: 'init.first-next-in-time',
    defect: 'Sleeps before it polls.',
    changes: [beforeLoop('await new Promise((resolve) => { setTimeout(resolve, 5500); });')],
    code: 'slow-start',
  },
  {
    requirement: 'init.no-other-calls',
    defect: 'Pings the Runtime API before it polls.',
    changes: [beforeLoop("await fetch(`http://${env['AWS_LAMBDA_RUNTIME_API']}/2018-06-01/ping`);")],
    code: 'needless-call',
    says: 'GET /2018-06-01/ping',
  },
  {
    requirement: 'init.handler-not-called-early',
    defect: 'Calls the handler with an invented event at start.',
    changes: [beforeLoop('await handler({}, {});')],
    code: 'called-early',
  },
  {
    requirement: 'init.error-mirrors-failure',
    defect: 'Reports another error than the thrown one.',
    changes: [
      inMain(
        'const error = toErrorDocument(thrown);',
        "const error = toErrorDocument(new Error('the function could not be loaded'));",
      ),
    ],
    code: 'failure-not-named',
    says: '"errorMessage":"the function could not be loaded"',
  },
  {
    requirement: 'init.extensions-registered-before-next',
    defect: 'Registers an internal extension with the first event.',
    changes: [
      {
        file: 'loop.js',
        find: 'const invocation = await api.next(stop);',
        replace: [
          'const invocation = await api.next(stop);',
          "await fetch(`http://${runtime.env['AWS_LAMBDA_RUNTIME_API']}/2020-01-01/extension/register`, {",
          "  method: 'POST', headers: { 'Lambda-Extension-Name': 'late' }, body: '{\"events\":[]}',",
          '});',
        ].join('\n'),
      },
    ],
    code: 'registered-late',
    says: 'POST /2020-01-01/extension/register after the first poll',
  },
  {
    requirement: 'init.exits-when-report-refused',
    defect: 'Retries its report until it is accepted.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'this.#log(`${report.path} was refused: ${describe(reply)}`);',
        replace: 'for (;;) await this.#pause(1000);',
      },
    ],
    code: 'does-not-exit',
  },
  {
    requirement: 'init.api-variable-missing',
    variant: 'ends-as-success',
    defect: 'Ends with exit code 0 when the address is missing.',
    changes: [withoutAddress('process.exit(0);')],
    code: 'exits-with-0',
  },
  {
    requirement: 'init.api-variable-missing',
    variant: 'crashes',
    defect: 'Crashes on a missing address like native code.',
    changes: [withoutAddress("process.kill(process.pid, 'SIGKILL');")],
    code: 'crashes',
  },
  {
    requirement: 'init.api-variable-missing',
    variant: 'silent',
    defect: 'Does not say why it ends.',
    changes: [inMain('log(`giving up: ${errorText(toErrorDocument(failure))}`);', '')],
    code: 'exits-silently',
  },
  {
    requirement: 'init.optional-variables-missing',
    defect: 'Assumes that the init type variable is always set.',
    changes: [atStart("env['AWS_LAMBDA_INITIALIZATION_TYPE'].trim();")],
    code: 'does-not-start',
  },
  {
    requirement: 'init.always-set-variables-missing',
    defect: 'Does not start without a memory size.',
    changes: [atStart("env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'].trim();")],
    code: 'does-not-start',
  },
  {
    requirement: 'init.second-start',
    defect: 'Creates a lock file that it never removes.',
    changes: [
      atStart(
        // In a folder that is removed with the mutant, once for each sandbox.
        "process.getBuiltinModule('node:fs').writeFileSync(`${import.meta.dirname}/${[env['AWS_LAMBDA_RUNTIME_API'], env['AWS_LAMBDA_LOG_STREAM_NAME'].slice(-32)]}`, '', { flag: 'wx' });",
      ),
    ],
    code: 'does-not-start-again',
  },
  {
    requirement: 'init.read-only-code-directory',
    defect: 'Works in a folder beside the code.',
    changes: [
      atStart(
        "const fs = process.getBuiltinModule('node:fs'); fs.rmdirSync(fs.mkdtempSync(`${env['LAMBDA_TASK_ROOT']}/.work-`));",
      ),
    ],
    code: 'does-not-work',
  },
  {
    requirement: 'init.error-odd-type-names',
    defect: 'Puts the class name into the header as it is.',
    changes: [
      {
        file: 'errors.js',
        find: "const letters = errorType.replaceAll(/[^A-Za-z]/g, '').slice(0, 64);",
        replace: 'const letters = errorType;',
      },
    ],
    code: 'not-reported',
  },
  {
    requirement: 'init.reports-failure',
    variant: 'held-back',
    defect: 'Reports a failed init as an error of the first event.',
    changes: [
      inMain('await api.reportInitError(error);', ''),
      inMain('return giveUp();', 'handler = () => { throw thrown; };'),
    ],
    code: 'not-reported',
  },
  {
    requirement: 'init.error-type-header',
    variant: 'missing',
    defect: 'Sends no error-type header with an init error.',
    changes: [onReport("delete request.headers['Lambda-Runtime-Function-Error-Type'];")],
    code: 'no-type-header',
  },
  {
    requirement: 'init.loud-start',
    defect: 'Buffers the output at load in 64 KiB, and ends when the buffer is full.',
    changes: [
      inMain(
        'handler = await guard.run(() => loadHandler(env));',
        `let left = 65_536;
        const streams = [process.stdout, process.stderr];
        for (const stream of streams) stream.write = (text) => { left -= text.length; if (left < 0) process.exit(1); return true; };
        handler = await guard.run(() => loadHandler(env));
        for (const stream of streams) delete stream.write;`,
      ),
    ],
    code: 'does-not-start',
  },
  {
    requirement: 'init.exits-after-report',
    variant: 'unusual-reply',
    defect: 'Waits for a body if the reply to its init error has none.',
    changes: [
      {
        file: 'runtime-api-client.js',
        find: 'if (!isSuccess(reply))\n                this.#log(`${report.path} was refused',
        replace:
          'if (reply.body.length === 0) await new Promise(() => setInterval(() => {}, 1000)); if (!isSuccess(reply))\n                this.#log(`${report.path} was refused',
      },
    ],
    code: 'unusual-reply-holds',
  },
  {
    requirement: 'init.handler-in-folder',
    defect: 'Looks for every handler with a path in a folder of its own.',
    changes: [
      {
        file: 'handler.js',
        find: 'join(root, path + extension)',
        replace: "join(path.includes('/') ? join(root, 'src') : root, path.split('/').at(-1) + extension)",
      },
    ],
    code: 'not-found-in-folder',
  },
  {
    requirement: 'init.handler-name-forms',
    variant: 'folder-first',
    defect: 'Tries the name without an extension first, and takes a folder for the file.',
    changes: [
      { file: 'handler.js', find: "const EXTENSIONS = ['.js'", replace: "const EXTENSIONS = ['', '.js'" },
    ],
    code: 'folder-hides-file',
  },
  {
    requirement: 'init.handler-name-forms',
    variant: 'one-dot',
    defect: 'Takes the whole rest of the name for one member.',
    changes: [{ file: 'handler.js', find: "const path = name.split('.');", replace: 'const path = [name];' }],
    code: 'dots-not-understood',
  },
];

function inMain(find: string, replace: string): SourceChange {
  return { file: 'main.js', find, replace };
}

/** Runs a statement first. */
function atStart(statement: string): SourceChange {
  const stop = 'const stop = abortOnSigterm();';
  return inMain(stop, `${statement} ${stop}`);
}

/** Replaces the reaction to an invalid address. */
function withoutAddress(statement: string): SourceChange {
  const failure = 'throw new RuntimeApiFailure(address === undefined';
  return { file: 'runtime-api-client.js', find: failure, replace: `${statement} ${failure}` };
}

/** Runs a statement between loading the function and the first poll. */
function beforeLoop(statement: string): SourceChange {
  const loop = 'await serve({ api, handler, guard, env, log, stop });';
  // In the branch of an if.
  return inMain(loop, `{ ${statement} ${loop} }`);
}

/** Changes only the report of a failed init. */
function onReport(statement: string): SourceChange {
  const report = 'errorReport(`${BASE}/init/error`, document)';
  return {
    file: 'runtime-api-client.js',
    find: report,
    replace: `((request) => { ${statement} return request; })(${report})`,
  };
}
