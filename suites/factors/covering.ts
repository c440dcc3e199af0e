/**
 * Rows that cover every combination of two or three levels, by a greedy algorithm (AETG): each row takes a combination that is
 * still missing, and then for each other factor the level that adds most.
 *
 * The place of an event in its process cannot be chosen freely, so the rows are made in the order in which they are played.
 * A library makes rows without an order.
 *
 * @see https://doi.org/10.1109/32.605761
 */
import type { Random } from '../../harness/base/random.ts';
import {
  factorNames,
  canPrecede,
  isForbidden,
  levelOf,
  levelOfPlace,
  levelsOf,
  type Factor,
} from './factor.ts';

/** One level of one factor, as a number over all of them. */
type Value = number;

interface Known {
  readonly factor: number;
  readonly factorName: Factor;
  readonly level: string;
  readonly dear: boolean;
}

/** How much of all combinations is covered, as shares of 1. */
export interface Covered {
  readonly pairs: number;
  readonly triples: number;
  /** The number of possible combinations of three. */
  readonly possibleTriples: number;
}

/** What is covered so far, and what to play next. */
export class Covering {
  readonly #values: readonly Known[];
  readonly #byFactor: readonly (readonly Value[])[];
  readonly #number: number;
  readonly #pairs: Uint8Array;
  readonly #triples: Uint8Array;
  readonly #random: Random;
  /** Combinations to cover, in random order; what is covered by chance is skipped. */
  readonly #wanted: (readonly Value[])[];
  /** How many events the row in work delivers before its own. */
  #events: number | undefined;

  /**
   * @param strength Cover every two, or every three levels; of three no dear one.
   * @param playable Whether the runtime and its function can play a level.
   */
  constructor(
    strength: 2 | 3,
    random: Random,
    playable: (factor: Factor, level: string) => boolean = () => true,
  ) {
    this.#random = random;
    this.#values = factorNames.flatMap((factorName, factor) =>
      levelsOf(factorName)
        .filter((level) => playable(factorName, level))
        .map((level) => ({ factor, factorName, level, dear: levelOf(factorName, level).dear === true })),
    );
    this.#byFactor = factorNames.map((_, factor) =>
      this.#values.flatMap((known, value) => (known.factor === factor ? [value] : [])),
    );
    this.#number = factorNames.indexOf('number');
    const count = this.#values.length;
    this.#pairs = new Uint8Array(count * count);
    this.#triples = new Uint8Array(count ** 3);
    this.#wanted = shuffled(
      [...this.#combinations(2), ...(strength === 3 ? this.#cheapTriples() : [])],
      random,
    );
  }

  /** Whether every wanted combination is covered that can be without a further start of the runtime. */
  get done(): boolean {
    this.#events = undefined;
    return this.#next() === undefined;
  }

  /** How many combinations are missing that a row at this place, with so many events before its own, could have. */
  missingAt(place: number, events: number): number {
    this.#events = events;
    return this.#wanted.filter(
      (wanted) => this.#placeIn(wanted) === levelOfPlace(place) && !this.#has(wanted) && this.#fits(wanted),
    ).length;
  }

  get covered(): Covered {
    let [pairs, possiblePairs, triples, possibleTriples] = [0, 0, 0, 0];
    for (const pair of this.#combinations(2)) {
      possiblePairs += 1;
      if (this.#has(pair)) pairs += 1;
    }
    for (const triple of this.#combinations(3)) {
      possibleTriples += 1;
      if (this.#has(triple)) triples += 1;
    }
    return { pairs: pairs / possiblePairs, triples: triples / possibleTriples, possibleTriples };
  }

  /**
   * The levels of the next row at this place in its process. Call `add` with what is played.
   *
   * @param events How many events it has to deliver before its own; absent: any number.
   */
  next(place: string, events?: number): ReadonlyMap<Factor, string> {
    this.#events = events;
    const chosen: (Value | undefined)[] = this.#byFactor.map(() => undefined);
    chosen[this.#number] = this.#values.findIndex(
      ({ factor, level }) => factor === this.#number && level === place,
    );
    for (const value of this.#next(place) ?? []) chosen[this.#factorOf(value)] = value;
    const others = shuffled([...this.#byFactor.keys()], this.#random);
    for (const factor of [factorNames.indexOf('before'), ...others])
      chosen[factor] ??= this.#best(factor, chosen);
    return new Map(
      chosen.flatMap((value) => {
        const known = value === undefined ? undefined : this.#values[value];
        return known === undefined ? [] : [[known.factorName, known.level] as const];
      }),
    );
  }

  /** A row with these levels is played. */
  add(levels: ReadonlyMap<Factor, string>): void {
    const row = [...levels].flatMap(([name, level]) => {
      const value = this.#values.findIndex((known) => known.factorName === name && known.level === level);
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

  /** A wanted combination that is missing and possible at this place. */
  #next(place?: string): readonly Value[] | undefined {
    let other: readonly Value[] | undefined;
    for (let index = 0; index < this.#wanted.length; index += 1) {
      if (other !== undefined && (place === undefined || place === 'any')) return other;
      const wanted = this.#wanted[index] ?? [];
      if (this.#has(wanted)) {
        // The order does not matter, so the last one takes its place.
        this.#wanted[index] = this.#wanted.at(-1) ?? [];
        this.#wanted.pop();
        index -= 1;
        continue;
      }
      const its = this.#placeIn(wanted);
      if ((its !== undefined && its !== place) || !this.#fits(wanted)) continue;
      // A place comes once in a process.
      if (its === place) return wanted;
      other ??= wanted;
    }
    return other;
  }

  #placeIn(values: readonly Value[]): string | undefined {
    const place = values.find((value) => this.#factorOf(value) === this.#number);
    const level = place === undefined ? undefined : this.#values[place]?.level;
    return level === 'any' ? undefined : level;
  }

  /** The level of a factor that, with those chosen, covers most that is missing; by chance one of the best. */
  #best(factor: number, chosen: readonly (Value | undefined)[]): Value | undefined {
    const set = chosen.filter((value) => value !== undefined);
    let best: Value | undefined;
    let most = -1;
    for (const value of shuffled([...(this.#byFactor[factor] ?? [])], this.#random)) {
      if (set.some((other) => this.#forbidden(value, other)) || !this.#fits([...set, value])) continue;
      // A dear level is taken only where a wanted combination has it.
      const gain = this.#values[value]?.dear === true ? -0.5 : this.#gain(value, set);
      if (gain > most) [most, best] = [gain, value];
    }
    return best;
  }

  /** Whether a row with these values can deliver as many events before its own as it has to. */
  #fits(values: readonly Value[]): boolean {
    if (this.#events === undefined) return true;
    const levels = new Map(
      values.flatMap((value) => {
        const known = this.#values[value];
        return known === undefined ? [] : [[known.factorName, known.level] as const];
      }),
    );
    return canPrecede(this.#events, levels.get('before'), levels.get('gap'));
  }

  #gain(value: Value, set: readonly Value[]): number {
    let gain = 0;
    for (const [index, first] of set.entries()) {
      if (this.#pairs[this.#pair(first, value)] === 0) gain += 10;
      for (let other = index + 1; other < set.length; other += 1) {
        if (this.#triples[this.#triple(first, set[other] ?? 0, value)] === 0) gain += 1;
      }
    }
    return gain;
  }

  #has(values: readonly Value[]): boolean {
    const [a = 0, b = 0, c] = values;
    return (c === undefined ? this.#pairs[this.#pair(a, b)] : this.#triples[this.#triple(a, b, c)]) === 1;
  }

  #pair(a: Value, b: Value): number {
    return Math.min(a, b) * this.#values.length + Math.max(a, b);
  }

  #triple(a: Value, b: Value, c: Value): number {
    const least = Math.min(a, b, c);
    const most = Math.max(a, b, c);
    return (least * this.#values.length + (a + b + c - least - most)) * this.#values.length + most;
  }

  #factorOf(value: Value): number {
    return this.#values[value]?.factor ?? 0;
  }

  #forbidden(a: Value, b: Value): boolean {
    const [one, other] = [this.#values[a], this.#values[b]];
    return (
      one !== undefined &&
      other !== undefined &&
      isForbidden(one.factorName, one.level, other.factorName, other.level)
    );
  }

  *#cheapTriples(): Generator<readonly Value[]> {
    for (const triple of this.#combinations(3)) {
      if (triple.every((value) => this.#values[value]?.dear !== true)) yield triple;
    }
  }

  /** Every possible combination of levels of different factors. */
  *#combinations(size: 2 | 3, begun: readonly Value[] = []): Generator<readonly Value[]> {
    if (begun.length === size) {
      yield begun;
      return;
    }
    const from = begun.length === 0 ? 0 : this.#factorOf(begun.at(-1) ?? 0) + 1;
    for (const values of this.#byFactor.slice(from)) {
      for (const value of values) {
        if (!begun.some((other) => this.#forbidden(value, other)))
          yield* this.#combinations(size, [...begun, value]);
      }
    }
  }
}

function shuffled<T>(items: T[], random: Random): T[] {
  for (let index = items.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    const [one, two] = [items[index], items[other]];
    if (one !== undefined && two !== undefined) [items[index], items[other]] = [two, one];
  }
  return items;
}
