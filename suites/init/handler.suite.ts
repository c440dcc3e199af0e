import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { functionFile } from '../support/function-file.ts';
import { bundledProbes } from '../support/probe-folder.ts';
import { describeStart, HANDLER_NAME_IGNORED, watchStart } from '../support/start.ts';
import { covers, test } from '../support/test.ts';
import { makeTaskRoot } from '../support/task-root.ts';

test(
  'reports a handler name that does not exist as an init error',
  covers('init.unknown-handler'),
  async (t) => {
    const [module] = t.target.handler.split('.', 1);
    let honoured = false;
    // A file that is not there, and a member that the file does not have.
    for (const handler of ['lambdaspec_missing.handler', `${module}.lambdaspec_missing`]) {
      const { start } = await watchStart(t, { handler });

      // The name, or this part of it, may mean nothing to the runtime.
      if (start.kind === 'served') continue;
      honoured = true;
      t.verify('init.unknown-handler', start.kind === 'reported', {
        code: 'not-reported',
        expected: `POST /2018-06-01/runtime/init/error for _HANDLER=${handler}`,
        actual: `the runtime ${describeStart(start)}`,
      });
    }
    if (!honoured) t.notTestable(HANDLER_NAME_IGNORED);
  },
);

test(
  'reports a malformed handler name as an init error and never dies silently of it',
  covers('init.malformed-handler'),
  async (t) => {
    const names = ['', 'nodot', 'a.b.c', '../x.y'];
    const started = await Promise.all(
      names.map(async (handler) => ({ handler, ...(await watchStart(t, { handler })) })),
    );

    const failed = started.filter(({ start }) => start.kind !== 'served');
    if (failed.length === 0) t.notTestable(HANDLER_NAME_IGNORED);
    for (const { handler, sandbox, start } of failed) {
      t.verify('init.malformed-handler', start.kind === 'reported', {
        code: 'not-reported',
        expected: `POST /2018-06-01/runtime/init/error for _HANDLER='${handler}'`,
        actual: `the runtime ${describeStart(start)}`,
        sandbox,
      });
    }
  },
);

/** What is wrong with the bundled file, and what a report of it says in any implementation of its language. */
const brokenFiles = [
  {
    file: 'syntax-error',
    defect: 'does not parse',
    cause: /syntax|unexpected|expect|parse|unterminated|missing/i,
  },
  { file: 'missing-import', defect: 'imports what is not there', cause: /module_that_is_not_there/ },
] as const;

const brokenIn: ReadonlySet<string> = new Set(['mjs', 'py', 'sh']);

test(
  'reports syntax and import errors of the function file as an init error with the text of the cause',
  covers('init.broken-function-file'),
  async (t) => {
    const file = functionFile(t.target, t.smoke);
    if (file === undefined || !brokenIn.has(file.extension)) {
      return t.notTestable(
        'The function is in no file of a kind that is at hand in broken form (ES module, Python, bash).',
      );
    }
    const { extension } = file;

    let loaded = false;
    for (const broken of brokenFiles) {
      // Under a name that says nothing, since the report may well repeat it.
      const brokenFile = join(bundledProbes, 'broken', `${broken.file}.${extension}`);
      await using root = await makeTaskRoot((path) =>
        copyFile(brokenFile, join(path, `lambdaspec_broken.${extension}`)),
      );
      const { start } = await watchStart(t, {
        handler: `lambdaspec_broken.${file.member}`,
        taskRoot: root.path,
      });

      // It did not load the file, or nothing in it is broken for this runtime.
      if (start.kind === 'served') continue;
      loaded = true;
      const expected = `an init error that says what is wrong with a file that ${broken.defect}`;
      const actual = `the runtime ${describeStart(start)}`;
      const reported = t.verify('init.broken-function-file', start.kind === 'reported', {
        code: 'not-reported',
        expected,
        actual,
      });
      if (!reported || start.kind !== 'reported') continue;
      t.verify('init.broken-function-file', broken.cause.test(start.report), {
        code: 'cause-not-named',
        expected,
        actual,
      });
    }
    if (!loaded) t.notTestable(HANDLER_NAME_IGNORED);
  },
);
