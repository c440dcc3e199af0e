import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
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
  const load: Readonly<Record<string, readonly string[]>> = {
    mjs: [process.execPath],
    py: ['python3', '-B'],
    // bash itself carries on after an error; -e makes it say so.
    sh: ['bash', '-e'],
  };

  test.each(Object.keys(load))('do not load as .%s, and say why', (extension) => {
    const [file = '', ...args] = load[extension] ?? [];
    const errorOf = (name: string): string => {
      const path = join(here, 'broken', `${name}.${extension}`);
      const env = { PATH: process.env['PATH'], LAMBDA_TASK_ROOT: join(here, 'broken') };
      const { status, stderr } = spawnSync(file, [...args, path], { encoding: 'utf8', env });
      return status === 0 ? 'loaded' : stderr;
    };

    expect(errorOf('syntax-error')).toMatch(/syntax ?error/i);
    expect(errorOf('missing-import')).toContain('module_that_is_not_there');
  });
});
