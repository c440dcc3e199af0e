/** Which combinations of levels have been played. */
import type { Combinations } from '../../harness/run/combinations.ts';
import { factorNames, isForbidden, levelOf, levelsOf, type Factor } from './factor.ts';

/** One level of one factor, as a number over all of them. */
export type Value = number;

/** How many levels come together. */
export type Strength = 2 | 3 | 4;

export interface Known {
  readonly factor: number;
  readonly factorName: Factor;
  readonly level: string;
  /** The first of its factor: a runtime is hardly wrong because of it. */
  readonly plain: boolean;
  readonly dear: boolean;
}

/** Whether the runtime and its function can play a level. */
export type Playable = (factor: Factor, level: string) => boolean;

export class Covered {
  /** Every level, in the order of its factor. */
  readonly values: readonly Known[];
  readonly byFactor: readonly (readonly Value[])[];
  readonly #strength: Strength;
  /** For each number of levels a byte for each combination, at the place that its values make as digits. */
  readonly #played: ReadonlyMap<number, Uint8Array>;
  readonly #numbers: ReadonlyMap<string, Value>;
  /** For each two values, at the place that they make as digits, whether they cannot be in one row. */
  readonly #forbidden: readonly boolean[];

  /** @param strength Combinations of up to so many levels are told apart. */
  constructor(playable: Playable, strength: Strength) {
    this.#strength = strength;
    this.values = factorNames.flatMap((factorName, factor) =>
      levelsOf(factorName)
        .filter((level) => playable(factorName, level))
        .map((level) => ({
          factor,
          factorName,
          level,
          plain: level === levelsOf(factorName)[0],
          dear: levelOf(factorName, level).dear === true,
        })),
    );
    this.byFactor = factorNames.map((_, factor) =>
      this.values.flatMap((known, value) => (known.factor === factor ? [value] : [])),
    );
    this.#forbidden = this.values.flatMap((one) =>
      this.values.map((other) => isForbidden(one.factorName, one.level, other.factorName, other.level)),
    );
    this.#numbers = new Map(
      this.values.map(({ factorName, level }, value) => [`${factorName}: ${level}`, value]),
    );
    this.#played = new Map(
      ([2, 3, 4] as const)
        .filter((size) => size <= strength)
        .map((size) => [size, new Uint8Array(this.values.length ** size)]),
    );
  }

  /** A row with these levels is played. */
  add(levels: ReadonlyMap<Factor, string>): void {
    const row = [...levels].flatMap(([name, level]) => this.#numbers.get(`${name}: ${level}`) ?? []);
    row.sort((one, other) => one - other);
    const extend = (from: number, size: number, place: number): void => {
      const played = this.#played.get(size);
      if (played !== undefined) played[place] = 1;
      if (size === this.#strength) return;
      for (let index = from; index < row.length; index += 1)
        extend(index + 1, size + 1, place * this.values.length + (row[index] ?? 0));
    };
    extend(0, 0, 0);
  }

  /** Whether levels have been played together. */
  has(values: readonly Value[]): boolean {
    let place = 0;
    for (const value of isSorted(values) ? values : values.toSorted((one, other) => one - other))
      place = place * this.values.length + value;
    return this.#played.get(values.length)?.[place] === 1;
  }

  /**
   * How many combinations that have not been played a further level makes with those given, which are in order; fewer levels
   * count ten times as much.
   *
   * @param always A level that each of them has; if it is dear, since the others come about elsewhere.
   */
  gain(value: Value, set: readonly Value[], always?: Value): number {
    const count = this.values.length;
    const row = [...set.filter((other) => other < value), value, ...set.filter((other) => other > value)];
    const required = always !== undefined && this.values[always]?.dear === true ? [value, always] : [value];
    let gain = 0;
    const extend = (from: number, size: number, place: number, missing: number): void => {
      if (missing === 0 && size >= 2 && this.#played.get(size)?.[place] !== 1)
        gain += 10 ** (this.#strength - size);
      if (size + missing >= this.#strength && missing === 0) return;
      for (let index = from; index < row.length; index += 1) {
        const next = row[index] ?? 0;
        const isRequired = required.includes(next);
        if (size + 1 + missing - (isRequired ? 1 : 0) <= this.#strength)
          extend(index + 1, size + 1, place * count + next, missing - (isRequired ? 1 : 0));
        // Without a required level no combination follows.
        if (isRequired) return;
      }
    };
    extend(0, 0, 0, required.length);
    return gain;
  }

  /** How many of all possible combinations have been played. */
  get covered(): Combinations {
    return {
      pairs: this.#count(2),
      triples: this.#count(3),
      ...(this.#strength === 4 ? { quadruples: this.#count(4) } : {}),
    };
  }

  #count(size: Strength): Combinations['pairs'] {
    const count = { covered: 0, possible: 0 };
    for (const combination of this.combinations(size)) {
      count.possible += 1;
      if (this.has(combination)) count.covered += 1;
    }
    return count;
  }

  /** Every possible combination of levels of different factors, each in order. */
  combinations(size: Strength): readonly (readonly Value[])[] {
    const all: (readonly Value[])[] = [];
    const extend = (begun: readonly Value[], from: number): void => {
      if (begun.length === size) {
        all.push(begun);
        return;
      }
      for (let value = from; value < this.values.length; value += 1) {
        const factor = this.factorOf(value);
        if (begun.every((other) => this.factorOf(other) !== factor && !this.forbidden(value, other)))
          extend([...begun, value], value + 1);
      }
    };
    extend([], 0);
    return all;
  }

  factorOf(value: Value): number {
    return this.values[value]?.factor ?? 0;
  }

  /** Whether two levels cannot be in one row. */
  forbidden(a: Value, b: Value): boolean {
    return this.#forbidden[a * this.values.length + b] ?? false;
  }
}

function isSorted(values: readonly Value[]): boolean {
  return values.every((value, index) => index === 0 || (values[index - 1] ?? 0) < value);
}
