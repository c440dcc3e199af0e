/** Puts hostile text into the fields of a value, wherever its schema lets text be free. */

/** A place of a string: the keys on the way to it. */
type Path = readonly (string | number)[];

/** The different free texts of a value. Those that occur twice, such as an id and the references to it, change together. */
export function freeTexts<T>(value: T, parse: (changed: unknown) => T): string[] {
  const texts = [...new Set(leaves(value, []).map(([, text]) => text))];
  return texts.filter((text) => {
    try {
      parse(replaced(value, new Map([[text, `${text}\u001b`]])));
      return true;
    } catch {
      return false;
    }
  });
}

/** The value with other texts; equal texts stay equal. */
export function replaced(value: unknown, change: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return change.get(value) ?? value;
  if (Array.isArray(value)) return value.map((inner) => replaced(inner, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, replaced(inner, change)]));
}

function leaves(value: unknown, path: Path): [Path, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}
