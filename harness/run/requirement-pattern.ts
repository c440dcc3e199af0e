import picomatch from 'picomatch';

/** picomatch throws on longer patterns; ids are shorter. */
const LONGEST_PATTERN = 65_536;

/** Matcher for a pattern of `--only`, `--skip` or a baseline: an area, an id, or a glob over ids such as `error.*`. */
export function idMatcher(pattern: string): (id: string) => boolean {
  if (!/[*?[{]/.test(pattern)) return (id) => id === pattern || areaOf(id) === pattern;
  if (pattern.length > LONGEST_PATTERN) return () => false;
  const matches = picomatch(pattern, { bash: true });
  return (id) => matches(id);
}

/** The area of an id: its first part. */
export function areaOf(id: string): string {
  return id.split('.', 1)[0] ?? id;
}
