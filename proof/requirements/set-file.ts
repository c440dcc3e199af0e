import { createHash } from 'node:crypto';
import { requirements } from '../../suites/requirements/index.ts';

/** The text of the file of a set: the catalogue as it is now. */
export function setText(set: string, release: string): string {
  const rows = Object.entries(requirements).map(([id, { level, advisory, profile }]) => [
    id,
    [level, ...(advisory === true ? ['advisory'] : []), profile].join(' '),
  ]);
  return `${JSON.stringify({ set, release, requirements: Object.fromEntries(rows) }, null, 2)}\n`;
}

/** What `pinned-sets.json` keeps of a file. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The versions that have a section of their own in the changelog. */
export function releasesIn(changelog: string): string[] {
  return [...changelog.matchAll(/^## \[(\d[^\]]*)\]/gm)].map(([, version = '']) => version);
}
