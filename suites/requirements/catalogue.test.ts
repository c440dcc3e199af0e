import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { areas, requirements } from './index.ts';
import type { Requirement } from '../../harness/run/requirement.ts';
import { isProbeProperty } from '../../harness/sandbox/probe-properties.ts';
import { wantedBy } from '../../harness/test/needs.ts';

const rows: [string, Requirement][] = Object.entries(requirements);
const files = readdirSync(import.meta.dirname)
  .filter((file) => /^(?!index|requirement)[a-z0-9-]+\.ts$/.test(file))
  .map((file) => file.replace(/\.ts$/, ''));

/** Ids of the rows for which `isSound` does not hold: an empty list is what a test wants to see. */
function offenders(isSound: (row: Requirement, id: string) => boolean): string[] {
  return rows.filter(([id, row]) => !isSound(row, id)).map(([id]) => id);
}

describe('the ids', () => {
  test('are made of the area whose file holds them and a claim, and no two files share one', async () => {
    const held = await Promise.all(
      files.map(async (file) => {
        const module: Record<string, Record<string, Requirement>> = await import(
          /* @vite-ignore */ `./${file}.ts`
        );
        return Object.values(module)
          .flatMap((area) => Object.keys(area))
          .map((id) => [file, id] as const);
      }),
    );
    const ids = held.flat();

    expect(ids.filter(([file, id]) => id.split('.')[0] !== file)).toEqual([]);
    expect(ids.map(([, id]) => id).toSorted()).toEqual(Object.keys(requirements).toSorted());
    expect(offenders((_, id) => /^[a-z0-9-]+\.[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  test('come in the order of the areas, one file each', () => {
    expect([...new Set(rows.map(([id]) => id.split('.')[0]))]).toEqual([...areas]);
    expect(files.toSorted()).toEqual(areas.toSorted());
  });

  test('keep their level and their profile', async () => {
    const pinned = rows.map(([id, { level, advisory, profile }]) => [
      id,
      [level, ...(advisory === true ? ['advisory'] : []), profile].join(' '),
    ]);

    await expect(`${JSON.stringify(Object.fromEntries(pinned), null, 2)}\n`).toMatchFileSnapshot(
      './pinned.json',
    );
  });

  test('keep the codes of their deviations', async () => {
    const pinned = rows.map(([id, { deviations = {} }]) => [id, Object.keys(deviations).join(' ')]);

    await expect(`${JSON.stringify(Object.fromEntries(pinned), null, 2)}\n`).toMatchFileSnapshot(
      './pinned-codes.json',
    );
  });
});

describe('each row', () => {
  test('says what the runtime does, and how a deviation shows itself', () => {
    expect(offenders(({ text }) => /^The runtime .*\.$/.test(text))).toEqual([]);
    expect(offenders(({ observe }) => /^[A-Z].*\.$/.test(observe))).toEqual([]);
  });

  test('says what causes a deviation, in words of its own', () => {
    expect(offenders(({ cause }) => /^\S.{59,}\.$/.test(cause))).toEqual([]);
    expect(new Set(rows.map(([, { cause }]) => cause)).size).toBe(rows.length);
  });

  test('names each deviation with a code of one to four words, and a sentence', () => {
    const code = /^[a-z0-9]+(-[a-z0-9]+){0,3}$/;

    expect(
      offenders(({ deviations = {} }) => Object.keys(deviations).every((key) => code.test(key))),
    ).toEqual([]);
    expect(
      offenders(({ deviations = {} }) => Object.values(deviations).every((text) => /^[A-Z].*\.$/.test(text))),
    ).toEqual([]);
  });

  test('links sources that a reader can open, each of them once', () => {
    expect(offenders(({ source }) => source.every((link) => /^https:\/\/\S+$/.test(link)))).toEqual([]);
    expect(offenders(({ source }) => new Set(source).size === source.length)).toEqual([]);
  });

  test('rests on more than inference where it is a MUST', () => {
    expect(offenders(({ level, basis }) => !(level === 'MUST' && basis === 'inferred'))).toEqual([]);
  });

  test('names a need in a known form', () => {
    const need = /^(opaque|echo|probe:([a-z-]+(,[a-z-]+)*|PROBE_[A-Z_]+=[a-z]+(:[A-Z]+)?)(\+[a-z-]+)*)$/;

    expect(offenders(({ needs }) => need.test(needs))).toEqual([]);
    expect(offenders(({ needs }) => wantedBy(needs).properties.every(isProbeProperty))).toEqual([]);
  });
});
