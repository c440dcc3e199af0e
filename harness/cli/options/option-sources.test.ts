import { describe, expect, test } from 'vitest';
import { parseArguments, type ParsedArguments } from './parse-arguments.ts';
import type { ConfigFile } from './config-file.ts';
import { optionTable, type OptionName } from './option-table.ts';
import { withSettings } from './option-sources.ts';

interface Sources {
  readonly argv?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly file?: Partial<Record<OptionName, readonly string[]>>;
  readonly bootstrap?: readonly string[];
}

function settled({ argv = ['./b'], environment = {}, file = {}, bootstrap = [] }: Sources): {
  readonly args: ParsedArguments;
  readonly origin: (name: OptionName) => string | undefined;
} {
  const settings: ConfigFile['settings'] = new Map(
    optionTable.flatMap(({ name }) => {
      const values = file[name];
      return values === undefined ? [] : [[name, { values, origin: 'c.json' }]];
    }),
  );
  const found = withSettings(parseArguments(argv), { environment, file: { bootstrap, settings } });
  return { args: found.args, origin: (name) => found.settings.get(name)?.origin };
}

describe('an option with a value', () => {
  const file = { handler: ['from.file'] };
  const environment = { LAMBDASPEC_HANDLER: 'from.environment' };

  test('is what the command line says, then the environment, then the file, then nothing', () => {
    const all = settled({ argv: ['--handler', 'from.line', './b'], environment, file });
    const two = settled({ environment, file });
    const one = settled({ file });
    const none = settled({});

    expect([all, two, one, none].map(({ args }) => args.values('handler'))).toEqual([
      ['from.line'],
      ['from.environment'],
      ['from.file'],
      [],
    ]);
    expect([all, two, one, none].map(({ origin }) => origin('handler'))).toEqual([
      '--handler',
      'LAMBDASPEC_HANDLER',
      'c.json',
      undefined,
    ]);
  });

  test('an empty variable is none', () => {
    expect(settled({ environment: { LAMBDASPEC_HANDLER: '' }, file }).args.values('handler')).toEqual([
      'from.file',
    ]);
  });

  test('a repeatable one comes from one source alone, and a variable holds a list', () => {
    const { args } = settled({ environment: { LAMBDASPEC_ONLY: 'next, error.*' }, file: { only: ['loop'] } });

    expect(args.values('only')).toEqual(['next', 'error.*']);
  });

  test('a variable with a dash in the option has an underscore', () => {
    expect(settled({ environment: { LAMBDASPEC_FAIL_ON: 'may' } }).args.values('fail-on')).toEqual(['may']);
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
    expect(settled({ environment: { LAMBDASPEC_QUICK: value } }).args.flags.has('quick')).toBe(on);
  });

  test('the environment puts out what the file sets', () => {
    const { args, origin } = settled({ environment: { LAMBDASPEC_BAIL: '0' }, file: { bail: [] } });

    expect(args.flags.has('bail')).toBe(false);
    expect(origin('bail')).toBe('LAMBDASPEC_BAIL');
  });

  test('the command line sets what the environment puts out', () => {
    expect(
      settled({ argv: ['--bail', './b'], environment: { LAMBDASPEC_BAIL: '0' } }).args.flags.has('bail'),
    ).toBe(true);
  });

  test('what makes sense on a command line only is no variable', () => {
    const { args } = settled({
      environment: { LAMBDASPEC_WATCH: '1', LAMBDASPEC_HELP: '1', LAMBDASPEC_CONFIG: 'x' },
    });

    expect(args.flags).toEqual(new Set());
    expect(args.values('config')).toEqual([]);
  });
});

describe('two that exclude each other', () => {
  test('the nearer one counts', () => {
    const slow = settled({ argv: ['--slow', './b'], environment: { LAMBDASPEC_QUICK: '1' } });
    const probe = settled({ environment: { LAMBDASPEC_PROBE: '1' }, file: { 'task-root': ['src'] } });
    const root = settled({ argv: ['--task-root', 'src', './b'], file: { probe: [] } });

    expect(slow.args.flags).toEqual(new Set(['slow']));
    expect(probe.args.values('task-root')).toEqual([]);
    expect(root.args.flags).toEqual(new Set());
  });

  test('one that is put out excludes nothing', () => {
    const { args } = settled({ environment: { LAMBDASPEC_QUICK: '0' }, file: { slow: [] } });

    expect(args.flags).toEqual(new Set(['slow']));
  });

  test('two of one source are left for the check to refuse', () => {
    expect(settled({ file: { quick: [], slow: [] } }).args.flags).toEqual(new Set(['quick', 'slow']));
  });
});

test('the bootstrap of the file is judged where the command line names none', () => {
  const bootstrap = ['./from-file', 'x'];

  expect(settled({ argv: [], bootstrap }).args.operands).toEqual(bootstrap);
  expect(settled({ argv: ['./b'], bootstrap }).args.operands).toEqual(['./b']);
});
