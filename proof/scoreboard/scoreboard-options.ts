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
  /** Writes the reproductions that are missing. */
  readonly reproductions: boolean;
}

/** @throws {ExampleMistakes} */
export function scoreboardOptions(words: readonly string[], names: readonly string[]): ScoreboardOptions {
  const { only, fresh, reproductions } = parsed(words);
  const asked = only?.flatMap((list) => list.split(',')).filter((name) => name !== '');
  const unknown = asked?.filter((name) => !names.includes(name)) ?? [];
  if (unknown.length > 0) {
    throw new ExampleMistakes(
      unknown.map((name) => `There is no example "${name}"; did you mean "${didYouMean(name, names)}"?`),
    );
  }
  return { names: asked ?? names, partial: asked !== undefined, fresh, reproductions };
}

function parsed(words: readonly string[]): { only?: string[]; fresh: boolean; reproductions: boolean } {
  try {
    return parseArgs({
      args: [...words],
      options: {
        only: { type: 'string', multiple: true },
        fresh: { type: 'boolean', default: false },
        reproductions: { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new ExampleMistakes([
      `${cause.message.split('.', 1)[0]}. The options are --only <a,b>, --fresh and --reproductions.`,
    ]);
  }
}
