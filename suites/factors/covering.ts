/**
 * Rows that cover every combination of two, three or four levels, by a greedy algorithm (AETG): each row takes a combination that
 * is still missing, and then for each other factor the level that adds most.
 *
 * The place of an event in its process cannot be chosen freely, so the rows are made in the order in which they are played.
 * A library makes rows without an order.
 *
 * @see https://doi.org/10.1109/32.605761
 */
import type { Random } from '../../harness/base/random.ts';
import type { Combinations } from '../../harness/run/combinations.ts';
import { Covered, type Playable, type Strength, type Value } from './covered.ts';
import { ANY_PLACE, factorNames, canPrecede, levelOfPlace, type Factor } from './factor.ts';

/** More than all combinations of three levels that one row can add. */
const PAIR_WEIGHT = 100;

/** What is covered so far, and what to play next. */
export class Covering {
  readonly #played: Covered;
  readonly #number = factorNames.indexOf('number');
  readonly #random: Random;
  /** For each place the combinations to cover there, in random order, with fewer levels first. */
  readonly #wanted = new Map<string, (readonly Value[])[]>();
  /** How many events the row in work delivers before its own. */
  #events: number | undefined;

  /** @param strength Cover all combinations of so many levels; of more than two no dear one, but every place in a process. */
  constructor(strength: Strength, random: Random, playable: Playable = () => true) {
    this.#random = random;
    this.#played = new Covered(playable, strength);
    for (const size of [2, 3, 4] as const) {
      if (size > strength) continue;
      const all = this.#played.combinations(size).filter((values) => size === 2 || this.#isCheap(values));
      for (const wanted of this.#inOrder(all, size)) {
        const place = this.#placeIn(wanted);
        // Every other triple is in a quadruple.
        if (size === 3 && strength === 4 && place === ANY_PLACE) continue;
        if (size === 3 && place !== ANY_PLACE && wanted.some((value) => this.#isPlain(value))) continue;
        const there = this.#wanted.get(place) ?? [];
        this.#wanted.set(place, there);
        there.push(wanted);
      }
    }
    // Taken from the end.
    for (const there of this.#wanted.values()) there.reverse();
  }

  /** Whether every wanted combination is covered that can be without a further start of the runtime. */
  get done(): boolean {
    this.#events = undefined;
    return this.#next(ANY_PLACE) === undefined;
  }

  /**
   * How much one row at this place could add at most, with so many events before its own: one combination for each choice of
   * factors, those of two levels first.
   */
  missingAt(place: number, events: number): number {
    this.#events = events;
    const seen = new Set<number>();
    let missing = 0;
    for (const values of this.#wanted.get(levelOfPlace(place)) ?? []) {
      const factors = values.reduce((bits, value) => bits | (1 << this.#played.factorOf(value)), 0);
      if (seen.has(factors) || this.#played.has(values) || !this.#fits(values)) continue;
      seen.add(factors);
      missing += values.length === 2 ? PAIR_WEIGHT : 1;
    }
    return missing;
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
    const wanted = this.#next(place) ?? (place === ANY_PLACE ? undefined : this.#next(ANY_PLACE));
    for (const value of wanted ?? []) {
      if (this.#played.factorOf(value) !== this.#number) chosen[this.#played.factorOf(value)] = value;
    }
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

  /** A wanted combination that is missing and possible at this place; those that are covered are dropped. */
  #next(place: string): readonly Value[] | undefined {
    const wanted = this.#wanted.get(place) ?? [];
    for (let index = wanted.length - 1; index >= 0; index -= 1) {
      const values = wanted[index] ?? [];
      if (this.#played.has(values)) wanted.splice(index, 1);
      else if (this.#fits(values)) return values;
    }
    return undefined;
  }

  #placeIn(values: readonly Value[]): string {
    const place = values.find((value) => this.#played.factorOf(value) === this.#number);
    return (place === undefined ? undefined : this.#played.values[place]?.level) ?? ANY_PLACE;
  }

  /** By chance; of pairs first what few rows can have, since the others come about beside it. */
  #inOrder(all: readonly (readonly Value[])[], size: Strength): readonly (readonly Value[])[] {
    const inAnyOrder = shuffled([...all], this.#random);
    if (size > 2) return inAnyOrder;
    const limits = this.#played.values.map(
      (_, value) =>
        this.#played.values.filter((_other, other) => this.#played.forbidden(value, other)).length,
    );
    const limitsOf = (values: readonly Value[]): number =>
      values.reduce((sum, value) => sum + (limits[value] ?? 0), 0);
    return inAnyOrder.toSorted((one, other) => limitsOf(other) - limitsOf(one));
  }

  #isPlain(value: Value | undefined): boolean {
    return value !== undefined && this.#played.values[value]?.plain === true;
  }

  /** Whether no level is dear, but for a place in the process. */
  readonly #isCheap = (values: readonly Value[]): boolean =>
    values.every(
      (value) =>
        this.#played.values[value]?.dear !== true ||
        (values.length === 3 && this.#played.factorOf(value) === this.#number),
    );

  /** The level of a factor that, with those chosen, covers most that is missing; by chance one of the best. */
  #best(factor: number, chosen: readonly (Value | undefined)[]): Value | undefined {
    const set = chosen.filter((value) => value !== undefined);
    let best: Value | undefined;
    let most = -1;
    for (const value of shuffled([...(this.#played.byFactor[factor] ?? [])], this.#random)) {
      if (set.some((other) => this.#played.forbidden(value, other)) || !this.#fits([...set, value])) continue;
      const gain = this.#gain(value, set, chosen[this.#number]);
      if (gain > most) [most, best] = [gain, value];
    }
    return best;
  }

  /**
   * How much a level adds to those chosen. A dear one is taken only where a wanted combination has it; at a place in the process, a
   * plain one only where it has not been there.
   */
  #gain(value: Value, set: readonly Value[], number: Value | undefined): number {
    if (this.#played.values[value]?.dear === true) return -0.5;
    const isPlace = number !== undefined && !this.#isPlain(number);
    if (isPlace && this.#isPlain(value) && this.#played.has([value, number])) return 0;
    // What is played at a place is to add combinations with it.
    return this.#played.gain(value, set, number);
  }

  /** Whether a row with these values can deliver as many events before its own as it has to. */
  #fits(values: readonly Value[]): boolean {
    if (this.#events === undefined) return true;
    const levelOf = (name: Factor): string | undefined =>
      this.#played.values[values.find((value) => this.#played.values[value]?.factorName === name) ?? -1]
        ?.level;
    return canPrecede(this.#events, levelOf('before'), levelOf('gap'));
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
