import { array, assert, boolean, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commandTable } from './command-table.ts';
import { optionsFor, optionTable } from './option-table.ts';
import { parseArguments } from './parse-arguments.ts';
import { HarnessError } from '../../base/errors.ts';
import { complaintAbout, thrownBy } from '../fixtures/complaint.ts';
import { helpText } from './help.ts';

describe('parseArguments', () => {
  test.each([
    [['./b'], 'run', ['./b']],
    [['run', './b'], 'run', ['./b']],
    [['--quick', './b', '--quick', 'x'], 'run', ['./b', '--quick', 'x']],
    [['--seed', '7', '--', './b', '--', 'y'], 'run', ['./b', '--', 'y']],
    [['--', '--odd-name'], 'run', ['--odd-name']],
    [['--', 'list'], 'run', ['list']],
    [['list', '--json'], 'list', []],
    [['explain', 'next.x'], 'explain', ['next.x']],
    [['replay', 'c.json', '--probe', '--', './b'], 'replay', ['c.json', './b']],
    [['replay', 'c.json', './b', '-v'], 'replay', ['c.json', './b', '-v']],
    [['replay', '--probe', 'c.json', '--', './b', '--', 'y'], 'replay', ['c.json', './b', '--', 'y']],
    [['--probe', 'replay', 'c.json', '--quick', './b', '-v'], 'replay', ['c.json', './b', '-v']],
    [['--quick', 'explain', 'next.x'], 'explain', ['next.x']],
    [['--json', 'list'], 'list', []],
    [['--only', 'list', 'run', '--quick', './b', '--json'], 'run', ['./b', '--json']],
    [['--quick', '--', 'list'], 'run', ['list']],
  ])('%j: %s %j', (argv, command, positionals) => {
    const parsed = parseArguments(argv);

    expect(parsed.command).toBe(command);
    expect(parsed.positionals).toEqual(positionals);
  });

  test('keeps values in order, separate from flags', () => {
    const parsed = parseArguments(['--only', 'next', '--only=error.*', '--quick', '--env', 'A=b=c', './b']);

    expect(parsed.options).toEqual({ only: ['next', 'error.*'], env: { A: 'b=c' }, quick: true });
  });

  test.each([
    [['--only', 'next,error', '--only', 'loop'], { only: ['next', 'error', 'loop'] }],
    [['--only', 'next.{one,two},error'], { only: ['next.{one,two}', 'error'] }],
    [['--report', 'sarif,junit=r.xml'], { report: ['sarif', 'junit=r.xml'] }],
    [['--env', 'A=b,c', '--env', 'B=', '--env', '__proto__=x'], env('A=b,c', 'B=', '__proto__=x')],
    [['--seed', '007', '--timeout-scale', '0.5'], { seed: 7, timeoutScale: 0.5 }],
    [['--profile', 'all'], { profile: ['all'] }],
    [['--level', 'MUST', '--profile', 'Streaming'], { level: 'must', profile: ['streaming'] }],
  ])('%j: converts each value to the type of its option', (argv, options) => {
    expect(parseArguments([...argv, './b']).options).toEqual(options);
  });

  test.each([
    [['--quik', './b'], 'Unknown option --quik. Did you mean --quick?'],
    [['-x', './b'], 'Unknown option -x'],
    [['--seed'], '--seed needs a value'],
    [['--seed', '', './b'], '--seed has an empty value'],
    [['--seed', '1', '--seed', '2', './b'], '--seed is given twice'],
    [['--quick=yes', './b'], '--quick takes no value'],
    [['--jobs', 'x'], '--jobs expects a whole number from 1 to 256, not "x".'],
    [['--jobs', '257'], '--jobs expects a whole number from 1 to 256, not 257.'],
    [['--jobs', '1e2'], '--jobs expects a whole number from 1 to 256, not "1e2".'],
    [['--seed', '9'.repeat(400)], '--seed expects a whole number from 0 to 2147483647, not "999'],
    [['--timeout-scale', '0.01'], '--timeout-scale expects a number from 0.1 to 100, not 0.01.'],
    [['--fail-on', 'will'], '--fail-on expects must, should or may, not "will".'],
    [['--profile', 'core,streamin'], 'not "streamin"; did you mean "streaming"?'],
    [['--report', 'pdf'], '--report expects terminal, json, html, '],
    [['--report', 'json='], ', or one of them with =path, not "json=".'],
    [['--shard', '5/4'], '--shard expects i/n with i from 1 to n, such as 1/4, not "5/4".'],
    [['--time-limit', '90'], '--time-limit expects a duration such as 90s, 10m or 1h, not "90".'],
    [['--env', 'no-value'], '--env expects NAME=value, not "no-value".'],
    [['--env', '1A=secret'], '--env expects NAME=value, not "1A".'],
    [['--only', 'next,'], '--only expects an area, an id or a glob, not "".'],
  ])('rejects %j: %s', (argv, sentence) => {
    expect(() => parseArguments(argv)).toThrow(HarnessError);
    expect(() => parseArguments(argv)).toThrow(sentence);
  });
});

describe('parseArguments, for any input', () => {
  const word = oneof(
    constantFrom(
      'run',
      'list',
      'replay',
      './b',
      '',
      '-',
      '--',
      '---',
      '--=',
      '--=x',
      '-=',
      '-h',
      '-hV',
      '--h',
    ),
    constantFrom(
      '--quick',
      '--quick=',
      '--quick=1',
      '--only',
      '--only=',
      '--only=a=b',
      '--no-only',
      '--seed=1',
    ),
    constantFrom('--__proto__', '--__proto__=x', '--constructor', '__proto__', '--\u0000', '-\n', '--ż'),
    constantFrom(`--${'x'.repeat(5000)}`, `--only=${'x'.repeat(5000)}`, 'x'.repeat(5000)),
    string({ unit: 'binary', maxLength: 6 }).map((text) => `-${text}`),
    string({ unit: 'binary', maxLength: 6 }),
  );
  const words = array(word, { maxLength: 8 });

  test('parses, or rejects in one short sentence', { timeout: 60_000 }, () => {
    assert(
      property(words, (argv) => {
        const thrown = thrownBy(() => parseArguments(argv));

        expect(thrown === undefined ? undefined : complaintAbout(thrown, 'USAGE')).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  test('keeps everything after the bootstrap unchanged, also behind `--`', { timeout: 60_000 }, () => {
    assert(
      property(words, boolean(), (rest, ends) => {
        const { positionals, options } = parseArguments([
          '--quick',
          '--only',
          'next',
          ...(ends ? ['--'] : []),
          './b',
          ...rest,
        ]);

        expect(positionals).toEqual(['./b', ...rest]);
        expect(options).toEqual({ quick: true, only: ['next'] });
      }),
      { numRuns: 300 },
    );
  });
});

test('the help matches its golden file', async () => {
  // After a change: npx vitest run harness/cli/options/parse-arguments -u
  await expect(helpText()).toMatchFileSnapshot('../help.golden.txt');
});

describe('the help of a command', () => {
  test('names only the options that it takes, and an example', () => {
    const help = helpText('init');

    expect(help.match(/^ .{5}--[a-z-]+/gm)).toEqual(
      ['    --language', '    --client', '    --ci', '-h, --help'].map((names) => `  ${names}`),
    );
    expect(help).toMatch(/^lambdaspec init .*\n[^]*\nExample: lambdaspec init /);
  });

  test.each(commandTable.map(({ name, example }) => [name, example] as const))(
    '%s: its example takes only options in its help',
    (name, example) => {
      const words = example
        .replace(/^.*lambdaspec /, '')
        .replace(')', '')
        .split(' ');
      const { command, options } = parseArguments(words);

      expect(command).toBe(name);
      const taken = optionsFor(name).map(({ key }) => key);
      expect(Object.keys(options).filter((key) => !taken.some((own) => own === key))).toEqual([]);
    },
  );

  test('every option is in the help of a command', () => {
    const shown = new Set(commandTable.flatMap(({ name }) => optionsFor(name)));

    expect(optionTable.filter((option) => !shown.has(option)).map(({ name }) => name)).toEqual(['version']);
  });
});

/** Variables with any name, as own properties. */
function env(...assignments: readonly string[]): object {
  return { env: Object.fromEntries(assignments.map((one) => one.split('='))) };
}
