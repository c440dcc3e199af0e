import { describe, expect, it } from 'vitest';
import { hostileRun } from '../../harness/run/testing/hostile-run.ts';
import { conformantRun, deviatingRun } from '../../harness/run/testing/sample-run.ts';
import { renderShown } from './shown.ts';

const plain = { colour: false, width: 80, verbose: false } as const;

describe('what a run found', () => {
  const run = deviatingRun();
  const ids = (name: string): string[] =>
    [...renderShown(run, name, plain).matchAll(/^ {4}code +(\S+)$/gm)].map(([, id]) => id ?? '');

  it('about a cause is its sentence, and each of its deviations in full', () => {
    expect(renderShown(run, 'c1', plain)).toMatch(/^c1 {2}The runtime closed the connection of its poll/);
    expect(ids('c1')).toEqual(['next.no-client-timeout/poll-abandoned', 'next.no-client-timeout/gives-up']);
  });

  it.each([
    ['a deviation', 'd2', ['next.no-client-timeout/gives-up']],
    ['a code', 'error.loop-continues/does-not-go-on', ['error.loop-continues/does-not-go-on']],
    [
      'a requirement',
      'next.no-client-timeout',
      ['next.no-client-timeout/poll-abandoned', 'next.no-client-timeout/gives-up'],
    ],
    ['what it has not', 'c99', []],
  ])('about %s is that alone', (_, name, expected) => {
    expect(ids(name)).toEqual(expected);
  });

  it('is empty in a run that conforms, and harmless in a hostile one', () => {
    expect(renderShown(conformantRun(), 'c1', plain)).toBe('');
    expect(renderShown(hostileRun(run), 'c1', { ...plain, width: 300 })).not.toMatch(/[^\P{C}\n]/u);
  });
});
