import { type Run, runSchema } from '../run.ts';

/** Text that breaks a document unless it is escaped; unescaped, the last word starts a new line. */
export const hostile = '<&"\'\u0000\u001b[31m]]>\ud800\u202e\nFORGED';

/** Keys whose values the schema fixes; all others hold free text. */
const closed = new Set([
  'name',
  'startedAt',
  'level',
  'basis',
  'provokedBy',
  'costs',
  'verdict',
  'grade',
  'failOn',
  'kind',
  'case',
  'pace',
  'why',
]);

/** The run with the hostile text at the end of every string; ids and keys still match each other. */
export function hostileRun(run: Run): Run {
  return runSchema.parse(poison(run));
}

function poison(value: unknown): unknown {
  if (typeof value === 'string') return value + hostile;
  if (Array.isArray(value)) return value.map(poison);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, closed.has(key) ? inner : poison(inner)]),
  );
}
