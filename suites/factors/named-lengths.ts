/**
 * Lengths that a runtime names in its output, such as the size of a buffer or a limit: near them it may behave otherwise, and no
 * list of usual lengths has them.
 */
import type { Random } from '../../harness/base/random.ts';
import type { Entry } from '../../harness/trace/entry.ts';
import type { Playable } from './covered.ts';
import { isForbidden, levelOf, levelsOf, NAMED_LENGTH, type Factor, type Row } from './factor.ts';

const KIB = 1024;

/** What other tests have: shorter bodies, and those that fill the memory of a run beside others. */
const LEAST = 128;
const MOST = 1024 * KIB;

/** Lengths that are tried: a log full of numbers names none that matters. */
const TRIED = 8;

const units: Readonly<Record<string, number>> = { k: KIB, m: KIB * KIB };

/** The lengths, in the order in which the runtime names them. A part of a time, an address, a path or an id is none. */
export function lengthsNamedIn(entries: readonly Entry[]): number[] {
  const named = outputIn(entries).matchAll(
    /(?<![\w.:/#-])(\d[\d_,]*)(?: ?([KM])(?:i?B)?)?(?![\w:/-]|\.\d)/gi,
  );
  const lengths = [...named].map(
    ([, digits = '', unit = '']) => Number(digits.replaceAll(/[_,]/g, '')) * (units[unit.toLowerCase()] ?? 1),
  );
  return [...new Set(lengths.filter((length) => length >= LEAST && length <= MOST))];
}

/** What a runtime has written, to whichever stream. */
export function outputIn(entries: readonly Entry[]): string {
  return entries.map((entry) => (entry.kind === 'output' ? entry.bytes.toString('latin1') : '')).join('');
}

/** Rows with bodies of these lengths, one less and one more: as a plain event, and together with random levels. */
export function rowsOfLengths(lengths: readonly number[], random: Random, playable: Playable): Row[] {
  return lengths.slice(0, TRIED).flatMap((length) =>
    [length - 1, length, length + 1].flatMap((eventBytes): Row[] => {
      const plain: Row = { event: NAMED_LENGTH, eventBytes };
      return [plain, { ...anyLevels(random, playable), ...plain }];
    }),
  );
}

/** What may vary beside a length or a word, so that the outcome is still the event. */
const varied = ['content', 'names', 'headers', 'framing', 'segments', 'connection', 'reply'] as const;

/** A random level of each factor that may vary beside. */
export function anyLevels(random: Random, playable: Playable): Row {
  const chosen: [Factor, string][] = [];
  for (const factor of varied) {
    const levels = levelsOf(factor).filter(
      (level) =>
        playable(factor, level) &&
        levelOf(factor, level).dear !== true &&
        !chosen.some(([other, its]) => isForbidden(factor, level, other, its)),
    );
    const level = levels[Math.floor(random() * levels.length)];
    if (level !== undefined && level !== levelsOf(factor)[0]) chosen.push([factor, level]);
  }
  return Object.fromEntries(chosen);
}
