import type { Deviation } from '../../harness/run/run.ts';

/** The anchor of a requirement: its id, so that the same link works in every report. */
export function requirementAnchor(id: string): string {
  return slug(id);
}

/** The anchor of an area. */
export function areaAnchor(area: string): string {
  return `area-${slug(area)}`;
}

/** The anchor of a requirement's deviations. */
export function deviationsAnchor(requirement: string): string {
  return `deviations-of-${slug(requirement)}`;
}

/** The anchor of a deviation. The same deviation has the same anchor in every report, regardless of the others. */
export function deviationAnchor({ requirement, code }: Pick<Deviation, 'requirement' | 'code'>): string {
  return `${slug(requirement)}--${slug(code)}`;
}

/** Valid as an id and after a `#` without escaping. */
function slug(text: string): string {
  return text.replace(/[^\w.-]/g, '_').slice(0, 120);
}
