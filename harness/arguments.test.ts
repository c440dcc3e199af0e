import { describe, expect, test } from 'vitest';
import { parseArguments } from './arguments.ts';
import { HarnessError } from './errors.ts';
import { helpText } from './options.ts';

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

test('the help is what was agreed', async () => {
  // After a change: npx vitest run harness/arguments -u
  await expect(helpText()).toMatchFileSnapshot('help.golden.txt');
});
