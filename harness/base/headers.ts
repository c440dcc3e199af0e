/** HTTP header fields as received: order and case preserved. */
export type RawHeaders = readonly (readonly [name: string, value: string])[];

/** The values of a field, in order; names are case-insensitive. */
export function headerValues(headers: RawHeaders, name: string): string[] {
  const wanted = name.toLowerCase();
  const values: string[] = [];
  // By index: destructuring runs an iterator for each field.
  for (const field of headers) if (isNamed(field[0], wanted)) values.push(field[1]);
  return values;
}

/** The first value of a field; names are case-insensitive. */
export function headerValue(headers: RawHeaders, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const field of headers) if (isNamed(field[0], wanted)) return field[1];
  return undefined;
}

/** The length tells most names apart. */
function isNamed(name: string, wanted: string): boolean {
  return name.length === wanted.length && name.toLowerCase() === wanted;
}
