import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, test } from 'vitest';
import { alternate } from './alternate.ts';
import { benchOptions } from './bench-options.ts';
import { chartOf } from './chart.ts';
import { figure, spread } from './figure.ts';
import { performancePage } from './performance-page.ts';
import { busyMs } from './processor.ts';
import { subjects, type Results, type WholeRun } from './results.ts';
import { ratiosOf, summaryOf } from './statistics.ts';
import { waitingMs } from './whole-run.ts';

const run: WholeRun = {
  cores: 2,
  wallMs: 10_000,
  ownMs: 6_000,
  bootstrapsMs: 4_000,
  starts: 120,
  startMs: 46,
  startsMs: 5_520,
  verdicts: 230,
  events: 9_000,
};

const results: Results = {
  machine: '2 cores of a <test> processor',
  'whole-runs': [{ bootstrap: 'native & fast', options: 'core', runs: [run, { ...run, wallMs: 12_000 }] }],
  serve: [
    {
      label: '20 B',
      unit: 'invocations/s',
      more: true,
      ours: { name: 'lambdaspec serve', values: [1500, 1800, 1600] },
      theirs: { name: "AWS's emulator", values: [1000, 1000, 800] },
    },
  ],
  memory: [
    {
      subject: 'lambdaspec serve',
      samples: [0, 1, 2].map((n) => ({ events: n * 500, rssBytes: (80 + n) * 2 ** 20 })),
    },
  ],
  skipped: { reference: ['it could not be built'] },
};

describe('statistics', () => {
  test('the median of an odd and of an even number of rounds, with the extremes', () => {
    expect(summaryOf([3, 1, 2])).toEqual({ median: 2, low: 1, high: 3 });
    expect(summaryOf([4, 1, 3, 2])).toEqual({ median: 2.5, low: 1, high: 4 });
    expect(() => summaryOf([])).toThrow('nothing to summarize');
  });

  test('a ratio is one of the same round', () => {
    expect(ratiosOf([10, 40], [5, 10])).toEqual([2, 4]);
    expect(() => ratiosOf([1], [1, 2])).toThrow('differ in number');
  });

  test('what the processors did not do was waiting', () => {
    expect(waitingMs(run)).toBe(5_000);
    expect(waitingMs({ ...run, bootstrapsMs: 90_000 })).toBe(0);
  });

  test('a processor that is idle, or waits for a disk, is not busy', () => {
    expect(busyMs('cpu  100 20 30 9000 8000 4 5 700 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n')).toBe(1_590);
  });
});

test('two sides are measured in turn, in both orders', async () => {
  const order: string[] = [];
  const side = (name: string) => async (): Promise<number> => order.push(name);

  const figures = await alternate({ ours: side('ours'), theirs: side('theirs') }, 3);

  expect(order).toEqual(['ours', 'theirs', 'theirs', 'ours', 'ours', 'theirs']);
  expect(figures).toEqual({ ours: [1, 4, 5], theirs: [2, 3, 6] });
});

test('figures have three digits, and their spread where there are several', () => {
  expect([1.2345, 45.67, 1234.5].map(figure)).toEqual(['1.23', '45.7', '1,235']);
  expect(spread([2, 4, 3], 'ms')).toBe('3.00 ms (2.00–4.00)');
  expect(spread([2])).toBe('2.00');
});

describe('the page', () => {
  const page = performancePage(results);

  test('has a row for each figure, and the ratio by round', () => {
    expect(page).toContain('| native & fast | core | 11.0 (10.0–12.0) |');
    expect(page).toContain(
      '| 20 B | 1,600 invocations/s (1,500–1,800) | 1,000 invocations/s (800–1,000) | 1.80 (1.50–2.00) |',
    );
    expect(page).toContain('| lambdaspec serve | 80.0 MiB | 81.0 MiB | 82.0 MiB | 82.0 MiB |');
    expect(page).toContain('- reference: it could not be built');
  });

  test('says so when nothing has been measured', () => {
    expect(performancePage({})).toContain('Nothing has been measured yet.');
    expect(performancePage({})).not.toContain('bench.svg');
  });
});

test('the chart is well-formed, and has a bar as long as its figure', () => {
  const chart = new DOMParser().parseFromString(chartOf(results), 'image/svg+xml');
  const widths = [...chart.getElementsByTagName('rect')].map((rectangle) => [
    rectangle.getAttribute('class'),
    Number(rectangle.getAttribute('width')),
  ]);

  // Own time, bootstraps and waits of a run of 11 s; then the two sides of serve.
  expect(widths).toEqual([
    ['own', 114.5],
    ['other', 76.4],
    ['wait', 229.1],
    ['own', 420],
    ['other', 262.5],
  ]);
  expect(chart.documentElement?.textContent).toContain('1,600 invocations/s, 1.80x');
  expect(chartOf(results)).toContain('prefers-color-scheme: dark');
});

test.each([
  [['warp'], 'There is no subject warp.'],
  [['--rounds', '0'], '--rounds takes a number above 0, not 0.'],
])('a wrong command line gets a sentence: %j', (argv, message) => {
  expect(() => benchOptions(argv)).toThrow(message);
});

test('the command line selects subjects', () => {
  expect(benchOptions(['server', 'serve', '--rounds', '3'])).toMatchObject({
    subjects: ['server', 'serve'],
    rounds: 3,
    memoryEvents: 100_000,
  });
  expect(benchOptions([]).subjects).toEqual(subjects);
});
