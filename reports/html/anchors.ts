import type { Deviation } from '../../harness/run/run.ts';

/** Where a requirement is in the document: its id, so that the same link leads to it in every report. */
export function requirementAnchor(id: string): string {
  return slug(id);
}

/** Where an area begins. */
export function areaAnchor(area: string): string {
  return `area-${slug(area)}`;
}

/** Where the deviations of a requirement are. */
export function deviationsAnchor(requirement: string): string {
  return `deviations-of-${slug(requirement)}`;
}

/** Where a deviation is. The same fault has the same place in every report, whatever else was found. */
export function deviationAnchor({ requirement, code }: Pick<Deviation, 'requirement' | 'code'>): string {
  return `${slug(requirement)}--${slug(code)}`;
}

/** Usable as an id and after a `#` as it is. */
function slug(text: string): string {
  return text.replace(/[^\w.-]/g, '_').slice(0, 120);
}
