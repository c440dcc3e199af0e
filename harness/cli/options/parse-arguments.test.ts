import { array, assert, boolean, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseArguments } from './parse-arguments.ts';
import { HarnessError } from '../../base/errors.ts';
import { complaintAbout, thrownBy } from '../fixtures/complaint.ts';
import { helpText } from './option-table.ts';

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
  ])('%j: %s %j', (argv, command, operands) => {
    const parsed = parseArguments(argv);

    expect(parsed.command).toBe(command);
    expect(parsed.operands).toEqual(operands);
  });

  test('keeps values in order and flags apart', () => {
    const parsed = parseArguments(['--only', 'next', '--only=error.*', '--quick', '--env', 'A=b=c', './b']);

    expect(parsed.values('only')).toEqual(['next', 'error.*']);
    expect(parsed.values('env')).toEqual(['A=b=c']);
    expect(parsed.flags).toEqual(new Set(['quick']));
  });

  test.each([
    [['--quik', './b'], 'Unknown option --quik. Did you mean --quick?'],
    [['-x', './b'], 'Unknown option -x'],
    [['--seed'], '--seed needs a value'],
    [['--seed', '', './b'], '--seed has an empty value'],
    [['--seed', '1', '--seed', '2', './b'], '--seed is given twice'],
    [['--quick=yes', './b'], '--quick takes no value'],
  ])('refuses %j: %s', (argv, sentence) => {
    expect(() => parseArguments(argv)).toThrow(HarnessError);
    expect(() => parseArguments(argv)).toThrow(sentence);
  });
});

describe('parseArguments, whatever it is given', () => {
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

  test('it parses, or refuses in one short sentence', { timeout: 60_000 }, () => {
    assert(
      property(words, (argv) => {
        const thrown = thrownBy(() => parseArguments(argv));

        expect(thrown === undefined ? undefined : complaintAbout(thrown, 'USAGE')).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  test('what follows the bootstrap stays as it is, also behind `--`', { timeout: 60_000 }, () => {
    assert(
      property(words, boolean(), (rest, ends) => {
        const { operands, flags, values } = parseArguments([
          '--quick',
          '--only',
          'next',
          ...(ends ? ['--'] : []),
          './b',
          ...rest,
        ]);

        expect(operands).toEqual(['./b', ...rest]);
        expect([...flags]).toEqual(['quick']);
        expect(values('only')).toEqual(['next']);
      }),
      { numRuns: 300 },
    );
  });
});

test('the help is what was agreed', async () => {
  // After a change: npx vitest run harness/cli/options/parse-arguments -u
  await expect(helpText()).toMatchFileSnapshot('../help.golden.txt');
});
