/** Which combinations of two and of three levels have been played. */
import type { Combinations } from '../../harness/run/combinations.ts';
import { factorNames, isForbidden, levelOf, levelsOf, type Factor } from './factor.ts';

/** One level of one factor, as a number over all of them. */
export type Value = number;

export interface Known {
  readonly factor: number;
  readonly factorName: Factor;
  readonly level: string;
  readonly dear: boolean;
}

/** Whether the runtime and its function can play a level. */
export type Playable = (factor: Factor, level: string) => boolean;

export class Covered {
  /** Every level, in the order of its factor. */
  readonly values: readonly Known[];
  readonly byFactor: readonly (readonly Value[])[];
  readonly #pairs: Uint8Array;
  readonly #triples: Uint8Array;

  constructor(playable: Playable) {
    this.values = factorNames.flatMap((factorName, factor) =>
      levelsOf(factorName)
        .filter((level) => playable(factorName, level))
        .map((level) => ({ factor, factorName, level, dear: levelOf(factorName, level).dear === true })),
    );
    this.byFactor = factorNames.map((_, factor) =>
      this.values.flatMap((known, value) => (known.factor === factor ? [value] : [])),
    );
    const count = this.values.length;
    this.#pairs = new Uint8Array(count * count);
    this.#triples = new Uint8Array(count ** 3);
  }

  /** A row with these levels is played. */
  add(levels: ReadonlyMap<Factor, string>): void {
    const row = [...levels].flatMap(([name, level]) => {
      const value = this.values.findIndex((known) => known.factorName === name && known.level === level);
      return value === -1 ? [] : [value];
    });
    row.sort((one, other) => one - other);
    for (const [first, a] of row.entries()) {
      for (const [second, b] of row.slice(first + 1).entries()) {
        this.#pairs[this.#pair(a, b)] = 1;
        for (const c of row.slice(first + second + 2)) this.#triples[this.#triple(a, b, c)] = 1;
      }
    }
  }

  /** Whether two or three levels have been played together. */
  has(a: Value, b: Value, c?: Value): boolean {
    return (c === undefined ? this.#pairs[this.#pair(a, b)] : this.#triples[this.#triple(a, b, c)]) === 1;
  }

  /** How many of all possible combinations have been played. */
  get covered(): Combinations {
    return { pairs: this.#count(2), triples: this.#count(3) };
  }

  #count(size: 2 | 3): Combinations['pairs'] {
    const count = { covered: 0, possible: 0 };
    for (const [a = 0, b = 0, c] of this.combinations(size)) {
      count.possible += 1;
      if (this.has(a, b, c)) count.covered += 1;
    }
    return count;
  }

  /** Every possible combination of levels of different factors. */
  *combinations(size: 2 | 3, begun: readonly Value[] = []): Generator<readonly Value[]> {
    if (begun.length === size) {
      yield begun;
      return;
    }
    const from = begun.length === 0 ? 0 : this.factorOf(begun.at(-1) ?? 0) + 1;
    for (const values of this.byFactor.slice(from)) {
      for (const value of values) {
        if (!begun.some((other) => this.forbidden(value, other)))
          yield* this.combinations(size, [...begun, value]);
      }
    }
  }

  factorOf(value: Value): number {
    return this.values[value]?.factor ?? 0;
  }

  /** Whether two levels cannot be in one row. */
  forbidden(a: Value, b: Value): boolean {
    const [one, other] = [this.values[a], this.values[b]];
    return (
      one !== undefined &&
      other !== undefined &&
      isForbidden(one.factorName, one.level, other.factorName, other.level)
    );
  }

  #pair(a: Value, b: Value): number {
    return Math.min(a, b) * this.values.length + Math.max(a, b);
  }

  #triple(a: Value, b: Value, c: Value): number {
    const least = Math.min(a, b, c);
    const most = Math.max(a, b, c);
    return (least * this.values.length + (a + b + c - least - most)) * this.values.length + most;
  }
}
