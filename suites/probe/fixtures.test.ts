import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { needs } from '../../harness/base/testing/needs-tool.ts';
import { unhurried } from './drivers/run.ts';

const here = import.meta.dirname;

describe('the echo function in bash', unhurried, () => {
  test.each(['{"a": [1, "ü"]}', '"-n"', '"%s\\n"', '  1  ', ''])('writes the event %j as it is', (event) => {
    const result = spawnSync(
      'bash',
      ['-c', 'source "$1"; handler "$2"', 'bash', join(here, 'echo.sh'), event],
      {
        encoding: 'utf8',
      },
    );

    expect({ stdout: result.stdout, status: result.status }).toEqual({ stdout: event, status: 0 });
  });
});

describe('the broken functions', unhurried, () => {
  for (const [extension, file, ...args] of [
    ['mjs', 'node'],
    ['py', 'python3', '-B'],
    // bash continues after an error; -e makes it fail.
    ['sh', 'bash', '-e'],
  ] as const) {
    test(...needs(file, `do not load as .${extension}, and say why`), () => {
      expect(errorOfLoading([file, ...args, `syntax-error.${extension}`])).toMatch(/syntax ?error/i);
      expect(errorOfLoading([file, ...args, `missing-import.${extension}`])).toContain(
        'module_that_is_not_there',
      );
    });
  }
});

/** The stderr of an interpreter that loads a broken function. */
function errorOfLoading([file = '', ...args]: readonly string[]): string {
  const cwd = join(here, 'broken');
  const env = { PATH: process.env['PATH'], LAMBDA_TASK_ROOT: cwd };
  const { status, stderr } = spawnSync(file, args, { cwd, encoding: 'utf8', env });
  return status === 0 ? 'loaded' : stderr;
}
