import { expect, test } from 'vitest';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { Search } from './search.ts';

/** A process that may end while it serves a case. */
interface Fake {
  readonly name: string;
  warm: boolean;
}

/** Where a search got its sandboxes, and what it did with them. */
class Sandboxes {
  readonly log: string[] = [];
  readonly #fakes = new Map<Sandbox, Fake>();

  readonly first = (): Promise<Sandbox> => this.#make('first');
  readonly spare = (): Promise<Sandbox> => this.#make('spare');
  readonly unused = (): Promise<Sandbox> => this.#make('unused');
  readonly release = (sandbox: Sandbox): Promise<void> => {
    this.log.push(`release ${this.of(sandbox).name}`);
    return Promise.resolve();
  };

  of(sandbox: Sandbox): Fake {
    const fake = this.#fakes.get(sandbox);
    if (fake === undefined) throw new Error('a sandbox of another test');
    return fake;
  }

  #make(name: string): Promise<Sandbox> {
    this.log.push(name);
    const fake = { name, warm: true };
    const log = this.log;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a search needs no more of it
    const sandbox = {
      get warm() {
        return fake.warm;
      },
      process: { running: false },
      trace: { starved: undefined, entries: [] },
      maybeSlowMachine: () => Promise.resolve(false),
      [Symbol.asyncDispose]: () => {
        log.push(`end ${name}`);
        return Promise.resolve();
      },
    } as unknown as Sandbox;
    this.#fakes.set(sandbox, fake);
    return Promise.resolve(sandbox);
  }
}

const deviation = { code: 'c', expected: 'e', actual: 'a' };
const joined = (cases: readonly string[]): string => cases.join('');

test('continues in a process that other tests have used, after a case that ended one', async () => {
  const sandboxes = new Sandboxes();
  const search = new Search<string>(sandboxes, 'r', { joined }, (sandbox, value) => {
    if (value === 'ends') sandboxes.of(sandbox).warm = false;
    return Promise.resolve(undefined);
  });

  for (const value of ['holds', 'ends', 'holds']) await search.holds(value);

  expect(sandboxes.log).toEqual(['first', 'release first', 'spare']);
});

test('leaves an isolated case that held to other tests', async () => {
  const sandboxes = new Sandboxes();
  const search = new Search<string>(sandboxes, 'r', { isolated: true }, () => Promise.resolve(undefined));

  await search.holds('a');
  await search.holds('b');

  expect(sandboxes.log).toEqual(['unused', 'release unused', 'unused']);
});

test('tries a smaller case in the process in which the one before it held, and repeats it alone', async () => {
  const sandboxes = new Sandboxes();
  const search = new Search<string>(sandboxes, 'r', { joined }, (_sandbox, value) =>
    Promise.resolve(value.includes('x') ? deviation : undefined),
  );

  await search.holds('abx');
  await search.shrink((value) => (value === 'abx' ? ['a', 'ab', 'bx'] : []));

  expect(search.found?.value).toBe('bx');
  expect(sandboxes.log).toEqual([
    'first',
    // 'a' and 'ab' hold in one process, and 'bx' deviates there.
    'end first',
    'unused',
    // Alone it deviates as well.
    'end unused',
    'unused',
  ]);
});

test('does not take a smaller case that deviates only after others', async () => {
  const sandboxes = new Sandboxes();
  const played = new Map<Sandbox, number>();
  const search = new Search<string>(sandboxes, 'r', { joined }, (sandbox, value) => {
    const before = played.get(sandbox) ?? 0;
    played.set(sandbox, before + 1);
    return Promise.resolve(value === 'abx' || before > 0 ? deviation : undefined);
  });

  await search.holds('abx');
  await search.shrink((value) => (value === 'abx' ? ['a', 'b'] : []));

  expect(search.found?.value).toBe('abx');
});
