import type { Run } from '../../harness/run/run.ts';
import { causesIn } from '../../harness/run/causes/causes.ts';
import { forLine } from '../../harness/base/escape.ts';
import { failsRun, severityOf } from '../../harness/run/severity.ts';
import { createPaint } from './colours.ts';
import { deviationLines } from './deviation.ts';
import { type TerminalOptions, wrap } from './layout.ts';

/**
 * Everything about a cause (`c1`), a deviation (`d3`) or the deviations of a requirement, by its id or code; empty where the run
 * has no such thing.
 */
export function renderShown(run: Run, name: string, options: TerminalOptions): string {
  const colours = createPaint(options.colour);
  const cause = causesIn(run).find(({ key }) => key === name);
  const shown = run.deviations.filter(
    ({ key, requirement, code }) =>
      cause?.deviations.includes(key) ??
      (key === name || requirement === name || `${requirement}/${code}` === name),
  );
  if (shown.length === 0) return '';
  const title = cause === undefined ? [] : wrap(forLine(`${cause.key}  ${cause.sentence}`), options.width);
  const order = cause?.deviations ?? [];
  const ids = new Set(
    shown
      .toSorted((a, b) => order.indexOf(a.key) - order.indexOf(b.key))
      .map(({ requirement }) => requirement),
  );
  const sections = [...ids].flatMap((id) => {
    const requirement = run.requirements.find((one) => one.id === id);
    if (requirement === undefined) return [];
    const deviations = shown.filter((one) => one.requirement === id);
    const severity = severityOf(requirement);
    const subject = { requirement, deviations, severity, fails: failsRun(requirement, run.failOn) };
    return [deviationLines(subject, colours, { ...options, verbose: true })];
  });
  return [title.map(colours.strong), ...sections]
    .filter((section) => section.length > 0)
    .map((section) => `${section.join('\n')}\n`)
    .join('\n');
}
