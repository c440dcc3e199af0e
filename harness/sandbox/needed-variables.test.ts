import { describe, expect, test } from 'vitest';
import { nameVariables, neededVariables } from './needed-variables.ts';

const SHELL = {
  HOME: '/home/a',
  USER: 'a',
  JAVA_HOME: '/jdk',
  TERM: 'xterm',
  API_TOKEN_DIR: 's',
  OTHER: 'o',
  PATH: '/bin',
};

/** A bootstrap that needs these variables, and the starts that were tried. */
function needs(...names: readonly string[]): {
  starts: (more: Readonly<Record<string, string>>) => Promise<boolean>;
  tried: string[][];
} {
  const tried: string[][] = [];
  return {
    tried,
    starts: (more) => {
      tried.push(Object.keys(more));
      return Promise.resolve(names.every((name) => more[name] !== undefined));
    },
  };
}

describe('the variables that a bootstrap needs', () => {
  test('finds the one', async () => {
    expect(await neededVariables(needs('JAVA_HOME').starts, SHELL)).toEqual(['JAVA_HOME']);
    expect(await neededVariables(needs('USER').starts, SHELL)).toEqual(['USER']);
  });

  test('keeps what it cannot divide', async () => {
    expect(await neededVariables(needs('HOME', 'USER').starts, SHELL)).toEqual(
      expect.arrayContaining(['HOME', 'USER']),
    );
  });

  test('tries no secret and no uncommon variable', async () => {
    const { starts, tried } = needs('OTHER');

    expect(await neededVariables(starts, SHELL)).toEqual([]);
    expect(tried).toEqual([['HOME', 'JAVA_HOME', 'TERM', 'USER']]);
  });

  test('names it with its cure', () => {
    expect(nameVariables(['HOME'])).toContain('pass `--env HOME=…`');
  });
});
