/** Mutations of the value behind a JSON text, among them such as no writer of JSON makes: keys that are there twice, 100,000 levels. */
import { oddTexts, pick, times, type Dice, type Mutation } from './mutation.ts';

/** Text that stands for a value as it is. */
class Raw {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** An object as its members, so that a key may be there twice. */
class Members {
  readonly list: [string, unknown][];

  constructor(list: [string, unknown][]) {
    this.list = list;
  }
}

interface Place {
  readonly value: unknown;
  readonly replace: (value: unknown) => void;
}

type NodeMutation = (place: Place, dice: Dice, all: readonly Place[]) => void;

const nodeMutations: readonly [NodeMutation, ...NodeMutation[]] = [
  (place, dice) => place.replace(new Raw(oddValue(dice))),
  (place, dice) => place.replace(new Raw(oddValue(dice))),
  (place, dice, all) => place.replace(new Raw(textOf(all[dice(all.length)]?.value))),
  (place, dice) => place.replace(pick(oddTexts, dice)),
  (place, dice) => {
    const { value } = place;
    if (typeof value !== 'string') return place.replace([value]);
    const at = dice(value.length + 1);
    place.replace(value.slice(0, at) + pick(oddTexts, dice) + value.slice(at + dice(3)));
  },
  ({ value }, dice) => {
    if (Array.isArray(value)) value.splice(dice(value.length + 1), 1);
    if (value instanceof Members) value.list.splice(dice(value.list.length + 1), 1);
  },
  ({ value }, dice) => {
    if (Array.isArray(value)) value.push(...repeated(dice, 300_000, () => new Raw(textOf(value[0] ?? 0))));
    if (value instanceof Members)
      value.list.push(...repeated(dice, 300_000, (n) => [`k${n}`, n] as [string, unknown]));
  },
  ({ value }, dice) => {
    const member = value instanceof Members ? value.list[dice(value.list.length)] : undefined;
    if (member !== undefined) member[0] = pick(oddTexts, dice);
  },
  ({ value }, dice) => {
    const member = value instanceof Members ? value.list[dice(value.list.length)] : undefined;
    if (member !== undefined && value instanceof Members)
      value.list.push([member[0], new Raw(oddValue(dice))]);
  },
];

/** Changes one to three values; a text that is not JSON stays as it is. */
export const mutateJson: Mutation = (bytes, dice) => {
  let root: unknown;
  try {
    root = JSON.parse(bytes.toString('utf8'), (_key, value: unknown) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? new Members(Object.entries(value))
        : value,
    );
  } catch {
    return bytes;
  }
  for (let left = 1 + dice(3); left > 0; left -= 1) {
    const places = placesIn(root, (value) => (root = value));
    const place = places[dice(places.length)];
    if (place !== undefined) pick(nodeMutations, dice)(place, dice, places);
  }
  return Buffer.from(textOf(root));
};

function repeated<T>(dice: Dice, largest: number, make: (n: number) => T): T[] {
  return Array.from({ length: Math.min(times(dice, largest), 100_000) }, (_, n) => make(n));
}

function oddValue(dice: Dice): string {
  const deep = pick([3, 100, 999, 1001, 100_000] as const, dice);
  return pick(
    [
      'null',
      'true',
      '-1',
      '-0',
      '0.5',
      '1e999',
      '9007199254740993',
      '1e308',
      '[]',
      '{}',
      '""',
      '{"__proto__":{"polluted":1}}',
      '{"length":1e9}',
      '{"toString":1}',
      `${'['.repeat(deep)}${']'.repeat(deep)}`,
      `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`,
      '['.repeat(deep),
      JSON.stringify('x'.repeat((times(dice, 30_000_000) * 100) % 40_000_000)),
      `[${'0,'.repeat(times(dice, 30_000_000))}0]`,
      `[${'{},'.repeat(times(dice, 400_000))}0]`,
    ] as const,
    dice,
  );
}

function placesIn(value: unknown, replace: Place['replace']): Place[] {
  const places: Place[] = [];
  const open: Place[] = [{ value, replace }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    places.push(place);
    const { value: held } = place;
    if (Array.isArray(held))
      held.forEach((one: unknown, n) => open.push({ value: one, replace: (other) => (held[n] = other) }));
    if (held instanceof Members)
      for (const member of held.list)
        open.push({ value: member[1], replace: (other) => (member[1] = other) });
  }
  return places;
}

function textOf(value: unknown): string {
  if (value instanceof Raw) return value.text;
  if (Array.isArray(value)) return `[${value.map(textOf).join(',')}]`;
  if (value instanceof Members)
    return `{${value.list.map(([key, one]) => `${JSON.stringify(key)}:${textOf(one)}`).join(',')}}`;
  return JSON.stringify(value) ?? 'null';
}
