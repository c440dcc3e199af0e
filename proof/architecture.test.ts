/** Checks the imports of every source against the dependency rule: which room may import which, and no cycles. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { home } from './support/places.ts';

/** The rooms of the harness from the ground up: each imports only those before it. */
const ladder = ['base', 'run', 'trace', 'process', 'runtime-api', 'sandbox', 'test', 'vitest'].map(
  (room) => `harness/${room}`,
);
const below = (room: string): readonly string[] => ladder.slice(0, ladder.indexOf(room));

/** What each room may import besides itself. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(ladder.map((room) => [room, below(room)])),
  'harness/emulator': below('harness/test'),
  'harness/cli': ['harness'],
  // Everything but the server, which the sandbox opens.
  harness: ladder.filter((room) => room !== 'harness/runtime-api'),
  reports: below('harness/trace'),
  suites: ladder,
  'suites/probe': [],
  'reference-runtime': [],
  '': ['harness', 'harness/cli', 'reports', 'suites', 'harness/run', 'harness/base'],
};

interface Arrow {
  readonly from: string;
  readonly to: string;
}

const files = sources();
const arrows = files.flatMap((file) => importsOf(file).map((to): Arrow => ({ from: file, to })));

test('each room imports only the rooms that it may import', () => {
  const against = arrows.filter(({ from, to }) => {
    const [here, there] = [roomOf(from), roomOf(to)];
    return here !== there && !(rooms[here] ?? []).some((room) => within(to, room));
  });

  expect(against.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test('every suite is registered, in the order of the names', () => {
  const suites = files.filter((file) => file.endsWith('.suite.ts') && dirname(file) !== 'suites');
  const registered = arrows.flatMap(({ from, to }) => (from === 'suites/all.ts' ? [to] : []));

  expect(registered.filter((file) => file.endsWith('.suite.ts'))).toEqual(
    suites.filter((file) => file.startsWith('suites/')).toSorted(),
  );
});

test('folders do not import each other in a cycle', () => {
  const graph = new Map<string, Set<string>>();
  for (const { from, to } of arrows) {
    const [here, there] = [dirname(from), dirname(to)];
    if (here !== there) graph.set(here, (graph.get(here) ?? new Set()).add(there));
  }
  const reachable = new Map([...graph.keys()].map((folder) => [folder, reach(graph, folder)]));
  const circles = [...reachable].filter(([folder, reached]) => reached.has(folder)).map(([folder]) => folder);

  expect(circles).toEqual([]);
});

test('no folder has more than 25 sources', () => {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);

  expect([...counts].filter(([, count]) => count > 25)).toEqual([]);
});

test('only the printer of a command and the end of the process write to a stream', () => {
  const writers = files.filter(
    (file) =>
      /^(harness\/(cli|judge|emulator)|reports)/.test(file) &&
      /\bconsole\.|\bprocess\.std(?:out|err)\b|#stream\.write\(|\bown\.stderr\.write/.test(
        readFileSync(join(home, file), 'utf8'),
      ),
  );

  expect(writers).toEqual([
    'harness/cli/export/reproduce.template.mjs',
    'harness/cli/io/output-writer.ts',
    'harness/cli/io/printer.ts',
    'harness/cli/io/progress.ts',
  ]);
});

test('fewer than ten exported names occur in two files', () => {
  const names = new Map<string, string[]>();
  for (const file of files.filter((one) => !one.startsWith('reference-runtime/'))) {
    for (const name of exportsOf(file)) names.set(name, [...(names.get(name) ?? []), file]);
  }
  const twice = [...names].filter(([, places]) => places.length > 1);

  expect(twice.slice(9)).toEqual([]);
});

/** Where files are opened: the doors for foreign files and for our own, and what reads from the kernel or makes temporary folders. */
const doors = [
  'harness/base/foreign-file.ts',
  'harness/base/make-folder.ts',
  'harness/base/new-file.ts',
  'harness/base/owned-folder.ts',
  'harness/base/scratch-folder.ts',
  'harness/base/package.ts',
  'harness/cli/export/export-case.ts',
  'harness/cli/io/output-writer.ts',
  'harness/process/',
  'harness/runtime-api/wire/socket-owner.ts',
  'harness/sandbox/machine-load.ts',
];

/** Names of `node:fs` that open, write or delete nothing. */
const looks =
  /^(?:type )?(?:access|exists|lstat|stat|readdir|readlink|realpath)(?:Sync)?$|^constants$|^(?:type )?\w*Stats$/;

test('the harness and the reports open, write and delete files only through the modules for that', () => {
  const others = files.filter(
    (file) => /^(?:harness|reports)\//.test(file) && !doors.some((door) => file.startsWith(door)),
  );
  const against = others.flatMap((file) => {
    const text = readFileSync(join(home, file), 'utf8');
    return [...text.matchAll(/import (\S+|[^;]*?) from '(?:node:)?fs(?:\/promises)?'/g)].flatMap(
      ([, names = '']) =>
        names.startsWith('{')
          ? names
              .replaceAll(/[{}]/g, '')
              .split(',')
              .map((name) => name.trim())
              .filter((name) => name !== '' && !looks.test(name))
              .map((name) => `${file} imports ${name}`)
          : [`${file} imports all of node:fs`],
    );
  });

  expect(against).toEqual([]);
});

function reach(graph: ReadonlyMap<string, ReadonlySet<string>>, start: string): Set<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const next of graph.get(folder) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      open.push(next);
    }
  }
  return reached;
}

/** The sources of the project without the proof, the tests and their helpers. */
function sources(): string[] {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.mjs'], {
    cwd: home,
    encoding: 'utf8',
  })
    .split('\n')
    .filter(
      (file) =>
        file !== '' &&
        !/^(proof|bench|examples)\/|(^|\/)(testing|fixtures)\/|\.test\.ts$|\.config\.ts$/.test(file),
    );
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(home, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g)].map(([, path = '']) =>
    normalize(join(dirname(file), path)),
  );
}

function exportsOf(file: string): string[] {
  const text = readFileSync(join(home, file), 'utf8');
  const exported =
    /^export (?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type|enum) (\w+)/gm;
  return [...text.matchAll(exported)].map(([, name = '']) => name);
}

function roomOf(file: string): string {
  return Object.keys(rooms)
    .filter((room) => within(file, room))
    .reduce((longest, room) => (room.length > longest.length ? room : longest), '');
}

function within(file: string, room: string): boolean {
  return room === '' || file.startsWith(`${room}/`);
}
