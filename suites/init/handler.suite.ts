import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { functionFile } from '../support/function-file.ts';
import { bundledProbes } from '../support/probe-folder.ts';
import { describeStart, HANDLER_NAME_IGNORED, watchStart } from '../support/start.ts';
import { ordinaryInitFailure } from '../support/controls.ts';
import { endWithoutLoading } from './linked.ts';
import { covers, test } from '../support/test.ts';
import { inParts } from '../support/side-by-side.ts';
import { makeTaskRoot } from '../support/task-root.ts';

test(
  'reports a handler name that does not exist as an init error',
  covers('init.unknown-handler').against(ordinaryInitFailure),
  async (t) => {
    const [module] = t.target.handler.split('.', 1);
    let honoured = false;
    // A missing file, and a missing member of the file.
    for (const handler of ['function_missing.handler', `${module}.function_missing`]) {
      const { start } = await watchStart(t, { handler });

      // The runtime may ignore the name or this part of it.
      if (start.kind === 'served') continue;
      honoured = true;
      t.verify('init.unknown-handler', start.kind === 'reported', {
        code: 'not-reported',
        expected: `POST /2018-06-01/runtime/init/error for _HANDLER=${handler}`,
        actual: `the runtime ${describeStart(start)}`,
      });
    }
    if (!honoured) endWithoutLoading(t, HANDLER_NAME_IGNORED);
  },
);

test(
  'reports a malformed handler name as an init error and never dies silently of it',
  covers('init.malformed-handler').against(ordinaryInitFailure),
  async (t) => {
    // A confirmation repeats the name that deviated.
    const { examples, only } = t.storedExamples(['init.malformed-handler']);
    const names = ['x::', 'nodot', 'a.b.c', '../x.y'].filter(
      (name) => !only || examples.includes(JSON.stringify(name)),
    );
    let honoured = false;
    await inParts(t, names, async (part) => {
      for (const handler of part) {
        const { sandbox, start } = await watchStart(t, { handler });
        if (start.kind === 'served') continue;
        honoured = true;
        t.verify('init.malformed-handler', start.kind === 'reported', {
          code: 'not-reported',
          expected: `POST /2018-06-01/runtime/init/error for _HANDLER='${handler}'`,
          actual: `the runtime ${describeStart(start)}`,
          example: JSON.stringify(handler),
          sandbox,
        });
      }
    });
    if (!honoured) endWithoutLoading(t, HANDLER_NAME_IGNORED);
  },
);

/** The defect of the bundled file, and what a report says in every implementation of its language. */
const brokenFiles = [
  {
    file: 'syntax-error',
    defect: 'does not parse',
    cause: /syntax|unexpected|expect|parse|unterminated|missing/i,
  },
  { file: 'missing-import', defect: 'imports a missing module', cause: /module_that_is_not_there/ },
] as const;

const brokenIn: ReadonlySet<string> = new Set(['mjs', 'py', 'sh']);

test(
  'reports syntax and import errors of the function file as an init error with the text of the cause',
  covers('init.broken-function-file').against(ordinaryInitFailure),
  async (t) => {
    const file = functionFile(t.target, t.smoke);
    if (file === undefined || !brokenIn.has(file.extension)) {
      return endWithoutLoading(
        t,
        'No broken probe exists for this language (available: ES module, Python, bash).',
      );
    }
    const { extension } = file;

    let loaded = false;
    for (const broken of brokenFiles) {
      // Under a neutral name, since the report may repeat it.
      const brokenFile = join(bundledProbes, 'broken', `${broken.file}.${extension}`);
      await using root = await makeTaskRoot((path) =>
        copyFile(brokenFile, join(path, `function_broken.${extension}`)),
      );
      const { start } = await watchStart(t, {
        handler: `function_broken.${file.member}`,
        taskRoot: root.path,
      });

      // The runtime did not load the file, or the file is valid for it.
      if (start.kind === 'served') continue;
      loaded = true;
      const expected = `an init error that gives the cause, for a file that ${broken.defect}`;
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
    if (!loaded) endWithoutLoading(t, HANDLER_NAME_IGNORED);
  },
);
