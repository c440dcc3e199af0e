/** The options of `npm run scoreboard`. */
import { parseArgs } from 'node:util';
import { didYouMean } from '../../harness/base/did-you-mean.ts';
import { ExampleMistakes } from './yaml-file.ts';

export interface ScoreboardOptions {
  /** The examples to judge. */
  readonly names: readonly string[];
  /** Some examples only: nothing is written. */
  readonly partial: boolean;
  /** Judges also what is in the cache. */
  readonly fresh: boolean;
  /** Judges nothing: shows what is in the cache. */
  readonly cached: boolean;
  /** Writes the reproductions that are missing. */
  readonly reproductions: boolean;
}

/** @throws {ExampleMistakes} */
export function scoreboardOptions(words: readonly string[], names: readonly string[]): ScoreboardOptions {
  const { only, ...flags } = parsed(words);
  const asked = only?.flatMap((list) => list.split(',')).filter((name) => name !== '');
  const unknown = asked?.filter((name) => !names.includes(name)) ?? [];
  if (unknown.length > 0) {
    throw new ExampleMistakes(
      unknown.map((name) => `There is no example "${name}"; did you mean "${didYouMean(name, names)}"?`),
    );
  }
  return { names: asked ?? names, partial: asked !== undefined, ...flags };
}

interface Parsed extends Pick<ScoreboardOptions, 'fresh' | 'cached' | 'reproductions'> {
  readonly only?: string[];
}

function parsed(words: readonly string[]): Parsed {
  try {
    return parseArgs({
      args: [...words],
      options: {
        only: { type: 'string', multiple: true },
        fresh: { type: 'boolean', default: false },
        cached: { type: 'boolean', default: false },
        reproductions: { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new ExampleMistakes([
      `${cause.message.split('.', 1)[0]}. The options are --only <a,b>, --fresh, --cached and --reproductions.`,
    ]);
  }
}
