import { describe, expect, test } from 'vitest';
import { parseArguments } from './parse-arguments.ts';
import { optionTable, type OptionKey, type Options } from './option-table.ts';
import { withSettings } from './option-sources.ts';
import { settingsOf } from './option-value.ts';

interface Sources {
  readonly argv?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly file?: Options;
  readonly bootstrap?: readonly string[];
}

function settled({ argv = ['./b'], environment = {}, file = {}, bootstrap = [] }: Sources): {
  readonly options: Options;
  readonly positionals: readonly string[];
  readonly origin: (key: OptionKey) => string | undefined;
} {
  const sources = { environment, file: { bootstrap, settings: settingsOf(file, 'c.json') } };
  const { options, positionals, settings } = withSettings(parseArguments(argv), sources);
  return { options, positionals, origin: (key) => settings.get(key)?.origin };
}

describe('an option with a value', () => {
  const file = { handler: 'from.file' };
  const environment = { LAMBDASPEC_HANDLER: 'from.environment' };

  test('comes from the command line, then the environment, then the file', () => {
    const all = settled({ argv: ['--handler', 'from.line', './b'], environment, file });
    const two = settled({ environment, file });
    const one = settled({ file });
    const none = settled({});

    expect([all, two, one, none].map(({ options }) => options.handler)).toEqual([
      'from.line',
      'from.environment',
      'from.file',
      undefined,
    ]);
    expect([all, two, one, none].map(({ origin }) => origin('handler'))).toEqual([
      '--handler',
      'LAMBDASPEC_HANDLER',
      'c.json',
      undefined,
    ]);
  });

  test('a variable that no option has is refused, with the nearest one', () => {
    expect(() =>
      settled({ environment: { LAMBDASPEC_FAIL: 'should', LAMBDASPEC_JOB: '2', OTHER: '1' } }),
    ).toThrow(
      /^LAMBDASPEC_FAIL is a variable that lambdaspec does not know. Did you mean LAMBDASPEC_FAIL_ON\?\nLAMBDASPEC_JOB is .* LAMBDASPEC_JOBS\?$/,
    );
  });

  test('the variable for the protection has two values', () => {
    expect(settled({ environment: { LAMBDASPEC_PROTECTION: 'marks' } }).positionals).toEqual(['./b']);
    expect(() => settled({ environment: { LAMBDASPEC_PROTECTION: 'mark' } })).toThrow(
      'LAMBDASPEC_PROTECTION is "mark", and must be namespace, cgroup, or marks.',
    );
  });

  test('an empty variable counts as unset', () => {
    expect(settled({ environment: { LAMBDASPEC_HANDLER: '' }, file }).options.handler).toBe('from.file');
  });

  test('a repeatable option comes from one source only, and a variable may hold a list', () => {
    const { options } = settled({
      environment: { LAMBDASPEC_ONLY: 'next, error.*', LAMBDASPEC_ENV: 'A=b,C=d=e' },
      file: { only: ['loop'], env: { X: 'y' } },
    });

    expect(options).toEqual({ only: ['next', 'error.*'], env: { A: 'b', C: 'd=e' } });
  });

  test('a dash in the option is an underscore in the variable', () => {
    expect(settled({ environment: { LAMBDASPEC_FAIL_ON: 'may' } }).options.failOn).toBe('may');
  });
});

describe('a flag', () => {
  test.each([
    ['1', true],
    ['yes', true],
    ['', false],
    ['0', false],
    ['false', false],
  ])('LAMBDASPEC_QUICK=%s: %s', (value, on) => {
    expect(settled({ environment: { LAMBDASPEC_QUICK: value } }).options.quick ?? false).toBe(on);
  });

  test('the environment turns off what the file sets', () => {
    const { options, origin } = settled({ environment: { LAMBDASPEC_BAIL: '0' }, file: { bail: true } });

    expect(options.bail).toBe(false);
    expect(origin('bail')).toBe('LAMBDASPEC_BAIL');
  });

  test('the command line sets what the environment turns off', () => {
    expect(settled({ argv: ['--bail', './b'], environment: { LAMBDASPEC_BAIL: '0' } }).options.bail).toBe(
      true,
    );
  });

  test('a command-line-only option has no variable', () => {
    for (const name of ['LAMBDASPEC_WATCH', 'LAMBDASPEC_HELP', 'LAMBDASPEC_CONFIG']) {
      expect(() => settled({ environment: { [name]: '1' } })).toThrow(
        new RegExp(`^${name} is a variable that lambdaspec does not know`),
      );
    }
  });
});

describe('options that exclude each other', () => {
  test('the source of higher precedence wins', () => {
    const slow = settled({ argv: ['--slow', './b'], environment: { LAMBDASPEC_QUICK: '1' } });
    const probe = settled({ environment: { LAMBDASPEC_PROBE: '1' }, file: { taskRoot: 'src' } });
    const root = settled({ argv: ['--task-root', 'src', './b'], file: { probe: true } });

    expect(slow.options).toEqual({ slow: true });
    expect(probe.options).toEqual({ probe: true });
    expect(root.options).toEqual({ taskRoot: 'src' });
  });

  test('an option that is turned off excludes nothing', () => {
    const { options } = settled({ environment: { LAMBDASPEC_QUICK: '0' }, file: { slow: true } });

    expect(options).toEqual({ quick: false, slow: true });
  });

  test('two from one source are kept for the check to reject', () => {
    expect(settled({ file: { quick: true, slow: true } }).options).toEqual({ quick: true, slow: true });
  });
});

test('reports every wrong variable with what it expects', () => {
  const environment = { LAMBDASPEC_JOBS: 'x', LAMBDASPEC_FAIL_ON: 'will', LAMBDASPEC_HANDLER: 'h' };

  expect(() => settled({ environment })).toThrow(
    expect.objectContaining({
      code: 'USAGE',
      message: [
        'LAMBDASPEC_FAIL_ON expects must, should or may, not "will".',
        'LAMBDASPEC_JOBS expects a whole number from 1 to 256, not "x".',
      ].join('\n'),
    }),
  );
});

test.each(optionTable.filter((option) => option.default !== undefined))(
  'the default of $key fits its schema',
  (option) => {
    expect(option.schema.safeParse(option.default).success).toBe(true);
  },
);

test('the bootstrap of the file is the default for the command line', () => {
  const bootstrap = ['./from-file', 'x'];

  expect(settled({ argv: [], bootstrap }).positionals).toEqual(bootstrap);
  expect(settled({ argv: ['./b'], bootstrap }).positionals).toEqual(['./b']);
});
