/**
 * The verdict as a badge for a README: the endpoint document that shields.io reads, or a self-contained SVG picture.
 * The words carry the whole message; the colour repeats it. A badge is green only if nothing failed, something
 * held, and the run was a whole one.
 *
 * @see https://shields.io/badges/endpoint-badge
 */
import type { Run } from '../../harness/run/run.ts';
import { jsonDocument } from '../../harness/base/escape.ts';
import { deviatingRequirements } from '../../harness/run/deviations.ts';
import { type LevelColumn, Tally } from '../../harness/run/tally.ts';
import { partWords } from '../text/verdict-summary.ts';
import { element, renderXml } from '../junit/xml.ts';

const label = 'lambdaspec';

/** White text on each of these has a contrast of at least 4.5 to 1, as WCAG requires. */
const colours = { green: '#1a7f37', amber: '#8a5a00', red: '#b91c1c', grey: '#57606a' } as const;
const labelColour = '#24292f';

/** Renders the JSON document of a shields.io endpoint badge. */
export function renderBadge(run: Run): string {
  const { message, colour } = content(run);
  return jsonDocument({ schemaVersion: 1, label, message, color: colour, labelColor: labelColour });
}

/** Renders the badge as an SVG picture whose text a screen reader can speak. */
export function renderBadgeSvg(run: Run): string {
  const { message, colour } = content(run);
  const [left, right] = [widthOf(label), widthOf(message)];
  const text = (words: string, x: number, width: number): ReturnType<typeof element> =>
    element('text', { x, y: 14, textLength: width - 2 * padding }, words);
  return renderXml(
    element(
      'svg',
      {
        xmlns: 'http://www.w3.org/2000/svg',
        width: left + right,
        height: 20,
        role: 'img',
        'aria-label': `${label}: ${message}`,
      },
      [
        element('title', {}, `${label}: ${message}`),
        element('rect', { width: left, height: 20, fill: labelColour }),
        element('rect', { x: left, width: right, height: 20, fill: colour }),
        element('g', { fill: '#fff', 'font-family': 'Verdana,DejaVu Sans,sans-serif', 'font-size': 11 }, [
          text(label, padding, left),
          text(message, left + padding, right),
        ]),
      ],
    ),
  );
}

const padding = 6;

/** Approximately the width in Verdana at this size; `textLength` makes any other font fit. */
function widthOf(text: string): number {
  return Math.round(text.length * 6.6) + 2 * padding;
}

interface Content {
  readonly message: string;
  readonly colour: string;
}

function content(run: Run): Content {
  const all = new Tally(run.requirements);
  const words = partWords(run);
  const part = words.length === 0 ? '' : ` (${words.join(', ')})`;
  switch (run.verdict) {
    case 'inconclusive':
      return { message: run.complete ? 'inconclusive' : 'interrupted', colour: colours.grey };
    case 'deviates': {
      const failing = deviatingRequirements(run).filter(({ fails }) => fails);
      const must = failing.filter(({ severity }) => severity === 'error').length;
      const other = failing.length - must;
      const counts = [...(must > 0 ? [`${must} MUST`] : []), ...(other > 0 ? [`${other} below MUST`] : [])];
      return {
        message: `deviates${counts.length === 0 ? '' : `: ${counts.join(', ')}`}${part}`,
        colour: colours.red,
      };
    }
    case 'conformant': {
      const stale = (run.baseline?.problems.length ?? 0) > 0;
      const held = (['MUST', 'SHOULD'] as const).flatMap((column) => heldOf(all, column)).join(', ');
      const blemished =
        stale ||
        part !== '' ||
        all.count('expected') > 0 ||
        all.of('MUST').count('not-judged') > all.of('MUST').verdicts('excluded');
      return {
        message: `${stale ? 'baseline out of date' : 'conforms'}${held === '' ? '' : `: ${held}`}${part}`,
        colour: blemished ? colours.amber : colours.green,
      };
    }
  }
}

/** `18 MUST` if all applicable requirements hold, `18 of 20 MUST` otherwise. */
function heldOf(all: Tally, column: LevelColumn): string[] {
  const tally = all.of(column);
  const held = tally.count('conformant');
  if (tally.applicable === 0) return [];
  return [held === tally.applicable ? `${held} ${column}` : `${held} of ${tally.applicable} ${column}`];
}
