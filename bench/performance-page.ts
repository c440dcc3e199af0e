/** The page of the documentation with the figures: made from results.json alone. Pure. */
import { figure, spread } from './figure.ts';
import {
  comparisons,
  subjects,
  type Comparison,
  type Memory,
  type Results,
  type WholeRuns,
} from './results.ts';
import { ratiosOf } from './statistics.ts';
import { waitingMs } from './whole-run.ts';

const titles = {
  server: 'The server of the tests against a bare one',
  serve: "`lambdaspec serve` against AWS's emulator",
  reference: "The reference runtime against AWS's client for Node.js",
} as const;

const explained = {
  server:
    'One warm native runtime that returns its event. In a sandbox every byte is recorded and every result compared; the other side is a `node:http` server that only answers.',
  serve:
    'One client in Go posts events one after another, one native runtime returns them. Both servers record or log as they do by default.',
  reference: 'Both on the same Node, with the probe function in JavaScript, in the same sandbox.',
} as const;

export function performancePage(results: Results): string {
  const { machine, skipped = {} } = results;
  const missing = subjects.flatMap((name) => skipped[name]?.map((why) => `- ${name}: ${why}`) ?? []);
  return `${[
    '# Performance',
    machine === undefined
      ? 'Nothing has been measured yet.'
      : `Measured by \`npm run bench\` on ${machine}. Each figure is the median of all rounds, with the smallest and the largest in brackets. Two sides are measured in turn, and a ratio is one of the same round.`,
    ...(machine === undefined ? [] : ['![The figures of this page as bars](bench.svg)']),
    ...wholeRunsPart(results['whole-runs']),
    ...comparisons.flatMap((name) => comparisonPart(name, results[name])),
    ...memoryPart(results.memory),
    ...(missing.length === 0 ? [] : ['## Not measured', missing.join('\n')]),
    '## Measure again',
    'It needs Linux, and measures what it finds the tools for (Go, Python, Java, Maven, a C++ compiler). Leave the machine alone meanwhile.',
    '<!-- not run: it takes the whole checkout -->',
    '```sh\nnpm run bench -- --emulator <path of aws-lambda-rie>\nnpm run bench -- --rounds 3 server reference\n```',
  ].join('\n\n')}\n`;
}

function wholeRunsPart(all: readonly WholeRuns[] | undefined): string[] {
  if (all === undefined || all.length === 0) return [];
  const rows = all.map(({ bootstrap, options, runs }) => {
    const of = (pick: (run: (typeof runs)[number]) => number): string => spread(runs.map(pick));
    return [
      bootstrap,
      options,
      of(({ wallMs }) => wallMs / 1000),
      of(({ starts }) => starts),
      of(({ startMs }) => startMs),
      of(({ startsMs }) => startsMs / 1000),
      of(({ ownMs }) => ownMs / 1000),
      of(({ bootstrapsMs }) => bootstrapsMs / 1000),
      of((run) => waitingMs(run) / 1000),
      of(({ verdicts, wallMs }) => (1000 * verdicts) / wallMs),
      of(({ events, wallMs }) => (1000 * events) / wallMs),
    ];
  });
  return [
    '## Whole runs',
    'The time of a run in seconds; how many bootstraps it starts, milliseconds of the median start to its first poll, and the seconds of all starts together, which overlap; processor seconds of lambdaspec and of the bootstraps; seconds in which the processors had nothing to do; verdicts and events a second.',
    table(
      [
        'bootstrap',
        'run',
        'time',
        'starts',
        'a start',
        'all starts',
        'lambdaspec',
        'bootstraps',
        'waits',
        'verdicts/s',
        'events/s',
      ],
      rows,
    ),
  ];
}

function comparisonPart(name: keyof typeof titles, rows: readonly Comparison[] | undefined): string[] {
  const [first] = rows ?? [];
  if (rows === undefined || first === undefined) return [];
  return [
    `## ${titles[name]}`,
    explained[name],
    table(
      ['', first.ours.name, first.theirs.name, 'ratio'],
      rows.map(({ label, unit, ours, theirs }) => [
        label,
        spread(ours.values, unit),
        spread(theirs.values, unit),
        spread(ratiosOf(ours.values, theirs.values)),
      ]),
    ),
  ];
}

function memoryPart(all: readonly Memory[] | undefined): string[] {
  if (all === undefined || all.length === 0) return [];
  const events = all[0]?.samples.at(-1)?.events ?? 0;
  return [
    '## Memory',
    `Resident memory while ${figure(events)} events of 1 KiB pass, one after another.`,
    table(
      ['', 'before', 'halfway', 'at the end', 'largest'],
      all.map(({ subject, samples }) => [
        subject,
        ...[samples[0], samples[Math.floor(samples.length / 2)], samples.at(-1)].map((sample) =>
          mebibytes(sample?.rssBytes ?? 0),
        ),
        mebibytes(Math.max(...samples.map(({ rssBytes }) => rssBytes))),
      ]),
    ),
  ];
}

function mebibytes(bytes: number): string {
  return `${figure(bytes / 2 ** 20)} MiB`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [line(head), line(head.map((_, n) => (n === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
