import picomatch from 'picomatch';

/** picomatch throws where a pattern is longer; no id is. */
const LONGEST_PATTERN = 65_536;

/** What `--only`, `--skip` and a baseline name: an area, an id, or a glob over ids such as `error.*`. */
export function idMatcher(pattern: string): (id: string) => boolean {
  if (!/[*?[{]/.test(pattern)) return (id) => id === pattern || areaOf(id) === pattern;
  if (pattern.length > LONGEST_PATTERN) return () => false;
  const matches = picomatch(pattern, { bash: true });
  return (id) => matches(id);
}

/** The first part of an id. */
export function areaOf(id: string): string {
  return id.split('.', 1)[0] ?? id;
}
