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
import type { Combinations } from '../../harness/run/combinations.ts';
import { Covered, type Playable, type Value } from './covered.ts';
import { factorNames, canPrecede, levelOfPlace, type Factor } from './factor.ts';

/** What is covered so far, and what to play next. */
export class Covering {
  readonly #played: Covered;
  readonly #number = factorNames.indexOf('number');
  readonly #random: Random;
  /** Combinations to cover, in random order; what is covered by chance is skipped. */
  readonly #wanted: (readonly Value[])[];
  /** How many events the row in work delivers before its own. */
  #events: number | undefined;

  /** @param strength Cover every two, or every three levels; of three no dear one. */
  constructor(strength: 2 | 3, random: Random, playable: Playable = () => true) {
    this.#random = random;
    this.#played = new Covered(playable);
    this.#wanted = shuffled(
      [...this.#played.combinations(2), ...(strength === 3 ? this.#cheapTriples() : [])],
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

  get covered(): Combinations {
    return this.#played.covered;
  }

  /**
   * The levels of the next row at this place in its process. Call `add` with what is played.
   *
   * @param events How many events it has to deliver before its own; absent: any number.
   */
  next(place: string, events?: number): ReadonlyMap<Factor, string> {
    this.#events = events;
    const chosen: (Value | undefined)[] = this.#played.byFactor.map(() => undefined);
    chosen[this.#number] = this.#played.values.findIndex(
      ({ factor, level }) => factor === this.#number && level === place,
    );
    for (const value of this.#next(place) ?? []) chosen[this.#played.factorOf(value)] = value;
    const others = shuffled([...this.#played.byFactor.keys()], this.#random);
    for (const factor of [factorNames.indexOf('before'), ...others])
      chosen[factor] ??= this.#best(factor, chosen);
    return new Map(
      chosen.flatMap((value) => {
        const known = value === undefined ? undefined : this.#played.values[value];
        return known === undefined ? [] : [[known.factorName, known.level] as const];
      }),
    );
  }

  /** A row with these levels is played. */
  add(levels: ReadonlyMap<Factor, string>): void {
    this.#played.add(levels);
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
    const place = values.find((value) => this.#played.factorOf(value) === this.#number);
    const level = place === undefined ? undefined : this.#played.values[place]?.level;
    return level === 'any' ? undefined : level;
  }

  /** The level of a factor that, with those chosen, covers most that is missing; by chance one of the best. */
  #best(factor: number, chosen: readonly (Value | undefined)[]): Value | undefined {
    const set = chosen.filter((value) => value !== undefined);
    let best: Value | undefined;
    let most = -1;
    for (const value of shuffled([...(this.#played.byFactor[factor] ?? [])], this.#random)) {
      if (set.some((other) => this.#played.forbidden(value, other)) || !this.#fits([...set, value])) continue;
      // A dear level is taken only where a wanted combination has it.
      const gain = this.#played.values[value]?.dear === true ? -0.5 : this.#gain(value, set);
      if (gain > most) [most, best] = [gain, value];
    }
    return best;
  }

  /** Whether a row with these values can deliver as many events before its own as it has to. */
  #fits(values: readonly Value[]): boolean {
    if (this.#events === undefined) return true;
    const levels = new Map(
      values.flatMap((value) => {
        const known = this.#played.values[value];
        return known === undefined ? [] : [[known.factorName, known.level] as const];
      }),
    );
    return canPrecede(this.#events, levels.get('before'), levels.get('gap'));
  }

  #gain(value: Value, set: readonly Value[]): number {
    let gain = 0;
    for (const [index, first] of set.entries()) {
      if (!this.#played.has(first, value)) gain += 10;
      for (let other = index + 1; other < set.length; other += 1) {
        if (!this.#played.has(first, set[other] ?? 0, value)) gain += 1;
      }
    }
    return gain;
  }

  #has([a = 0, b = 0, c]: readonly Value[]): boolean {
    return this.#played.has(a, b, c);
  }

  *#cheapTriples(): Generator<readonly Value[]> {
    for (const triple of this.#played.combinations(3)) {
      if (triple.every((value) => this.#played.values[value]?.dear !== true)) yield triple;
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
