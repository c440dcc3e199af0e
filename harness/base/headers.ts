/** HTTP header fields as received: order and case preserved. */
export type RawHeaders = readonly (readonly [name: string, value: string])[];

/** The values of a field, in order; names are case-insensitive. */
export function headerValues(headers: RawHeaders, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([other]) => isNamed(other, wanted)).map(([, value]) => value);
}

/** The first value of a field; names are case-insensitive. */
export function headerValue(headers: RawHeaders, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find(([other]) => isNamed(other, wanted))?.[1];
}

/** The length tells most names apart. */
function isNamed(name: string, wanted: string): boolean {
  return name.length === wanted.length && name.toLowerCase() === wanted;
}
