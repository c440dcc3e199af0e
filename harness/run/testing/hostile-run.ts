import { type Run, runSchema } from '../run.ts';

/** What a runtime might write to break a document; the last word starts a line of its own if a writer lets it. */
export const hostile = '<&"\'\u0000\u001b[31m]]>\ud800\u202e\nFORGED';

/** Values the schema fixes; everything else is text, and may come from anywhere. */
const closed = new Set(['name', 'startedAt', 'level', 'basis', 'verdict', 'grade', 'failOn', 'kind', 'pace']);

/** The same run with the hostile text at the end of every string; ids and keys still refer to each other. */
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
