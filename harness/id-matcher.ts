import picomatch from 'picomatch';

/** What `--only`, `--skip` and a baseline name: an area, an id, or a glob over ids such as `error.*`. */
export function idMatcher(pattern: string): (id: string) => boolean {
  if (!/[*?[{]/.test(pattern)) return (id) => id === pattern || areaOf(id) === pattern;
  const matches = picomatch(pattern, { bash: true });
  return (id) => matches(id);
}

/** The first part of an id. */
export function areaOf(id: string): string {
  return id.split('.', 1)[0] ?? id;
}
