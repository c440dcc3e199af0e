/** The paths among the expressions of jq: `.`, `.errorType`, `.a.b[0]`, `."a-b"`. Suites use little else. */

type Step = string | number;

const step = /\.?\["((?:[^"\\]|\\.)*)"\]|\.?\[(-?\d+)\]|\.([A-Za-z_]\w*)|\."((?:[^"\\]|\\.)*)"/y;

/** Undefined for any other expression. */
export function pathOf(expression: string): readonly Step[] | undefined {
  const text = expression.trim();
  if (text === '.') return [];
  if (!text.startsWith('.')) return undefined;
  const steps: Step[] = [];
  step.lastIndex = 0;
  while (step.lastIndex < text.length) {
    const found = step.exec(text);
    if (found === null) return undefined;
    const [, quoted, index, name, alsoQuoted] = found;
    steps.push(index === undefined ? (quoted ?? name ?? alsoQuoted ?? '') : Number(index));
  }
  return steps;
}

/** What stands at a path; undefined if there is nothing. */
export function valueAt(value: unknown, path: readonly Step[]): unknown {
  return path.reduce<unknown>((inner, one) => {
    if (typeof one === 'number') return Array.isArray(inner) ? inner.at(one) : undefined;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return undefined;
    return new Map(Object.entries(inner)).get(one);
  }, value);
}
