/** HTTP header fields as they came over the wire: in order, with the case they had. */
export type RawHeaders = readonly (readonly [name: string, value: string])[];

/** The values of a field, in order; names are compared without regard to case. */
export function headerValues(headers: RawHeaders, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([other]) => other.toLowerCase() === wanted).map(([, value]) => value);
}

/** The first value of a field; names are compared without regard to case. */
export function headerValue(headers: RawHeaders, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find(([other]) => other.toLowerCase() === wanted)?.[1];
}
