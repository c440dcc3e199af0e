/** Handler names that a runtime must find, in the forms that AWS's managed languages know. */
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { functionFile, type FunctionFile } from '../support/function-file.ts';
import { describeStart, HANDLER_NAME_IGNORED, watchStart, type ObservedStart } from '../support/start.ts';
import { endWithoutLoading } from './linked.ts';
import { covers, itself, test } from '../support/test.ts';
import { makeTaskRoot } from '../support/task-root.ts';

const FOUND = 'function_found';

/** A form of handler names, and the plain name that finds the same function. */
interface Form {
  readonly handler: string;
  readonly control: string;
}

interface Started {
  readonly sandbox: Sandbox;
  readonly start: ObservedStart;
}

test(
  'finds a handler in a folder, beside a folder of the same name, and by a name with several dots',
  covers('init.handler-in-folder', 'init.handler-name-forms').against(itself),
  async (t) => {
    const file = functionFile(t.target, t.smoke);
    if (file === undefined || !file.certain) {
      return endWithoutLoading(t, 'The file of the function is not known, or its language is not.');
    }
    await using root = await makeTaskRoot((path) => fill(path, t.target.taskRoot, file));
    const start = (handler: string): Promise<Started> => watchStart(t, { handler, taskRoot: root.path });

    const plain = `${FOUND}.${file.member}`;
    const [missing, control] = await Promise.all([start('function_missing.handler'), start(plain)]);
    if (missing.start.kind === 'served') endWithoutLoading(t, HANDLER_NAME_IGNORED);
    if (control.start.kind !== 'served') {
      t.inconclusive(`With _HANDLER=${plain} in another folder the runtime ${describeStart(control.start)}.`);
    }

    const inFolder = `function_folder/${FOUND}.${file.member}`;
    const beside = `function_beside.${file.member}`;
    const dotted = formWithDots(file);
    const [folder, besideFolder, withDots, dottedControl] = await Promise.all([
      start(inFolder),
      start(beside),
      dotted === undefined ? undefined : start(dotted.handler),
      dotted === undefined || dotted.control === plain ? undefined : start(dotted.control),
    ]);

    t.verify('init.handler-in-folder', folder.start.kind === 'served', {
      ...notServed(file, inFolder, folder),
      code: 'not-found-in-folder',
    });
    t.verify('init.handler-name-forms', besideFolder.start.kind === 'served', {
      ...notServed(file, beside, besideFolder),
      code: 'folder-hides-file',
    });
    if (dotted === undefined || withDots === undefined) return;
    if (dottedControl !== undefined && dottedControl.start.kind !== 'served') return;
    t.verify('init.handler-name-forms', withDots.start.kind === 'served', {
      ...notServed(file, dotted.handler, withDots),
      code: 'dots-not-understood',
    });
  },
);

function notServed(
  file: FunctionFile,
  handler: string,
  { start, sandbox }: Started,
): { readonly expected: string; readonly actual: string; readonly sandbox: Sandbox } {
  return {
    expected: `the function of ${basename(file.path)} served with _HANDLER=${handler}`,
    actual: `the runtime ${describeStart(start)}`,
    sandbox,
  };
}

/** In Python the dots separate packages, in JavaScript members; other languages have no such form. */
function formWithDots({ extension, member }: FunctionFile): Form | undefined {
  switch (extension) {
    case 'py':
      return { handler: `function_folder.${FOUND}.${member}`, control: `${FOUND}.${member}` };
    case 'mjs':
    case 'js':
    case 'cjs':
      return { handler: `function_nested.group.${member}`, control: `function_nested.${member}` };
    case 'sh':
      return undefined;
  }
}

/** Makes a task root with the function under several names; links, so that it still finds its imports. */
async function fill(path: string, taskRoot: string, file: FunctionFile): Promise<void> {
  for (const other of await readdir(taskRoot)) await symlink(join(taskRoot, other), join(path, other));
  const { extension, member } = file;
  await mkdir(join(path, 'function_folder'));
  await mkdir(join(path, 'function_beside'));
  for (const name of [FOUND, join('function_folder', FOUND), 'function_beside']) {
    await symlink(file.path, join(path, `${name}.${extension}`));
  }
  if (extension === 'py' || extension === 'sh') return;
  const source = JSON.stringify(`./${FOUND}.${extension}`);
  const text = [
    `import * as loaded from ${source};`,
    `const found = loaded.${member} ?? loaded.default?.${member};`,
    `export { found as ${member} };`,
    `export const group = { ${member}: found };`,
  ];
  await writeFile(join(path, 'function_nested.mjs'), `${text.join('\n')}\n`);
}
