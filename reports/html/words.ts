import type { RequirementResult, Verdict } from '../../harness/run/run.ts';
import { html, type Markup } from './markup/markup.ts';
import { severityOf } from '../../harness/run/severity.ts';
import type { LevelColumn } from '../../harness/run/tally.ts';

/** How a verdict is shown: symbol, words and colour, each sufficient alone. */
interface Sign {
  readonly symbol: string;
  readonly words: string;
  /** The CSS class of the colour. */
  readonly tone: 'good' | 'error' | 'warning' | 'note' | 'faint';
}

const signs: Readonly<Record<Verdict, Sign>> = {
  conformant: { symbol: '✓', words: 'conformant', tone: 'good' },
  'unexpectedly-conformant': { symbol: '✓', words: 'unexpectedly conformant', tone: 'warning' },
  deviates: { symbol: '✗', words: 'deviates', tone: 'error' },
  'expected-deviation': { symbol: '~', words: 'expected deviation', tone: 'note' },
  inconclusive: { symbol: '?', words: 'inconclusive', tone: 'warning' },
  'not-testable': { symbol: '–', words: 'not testable', tone: 'faint' },
  'not-applicable': { symbol: '–', words: 'not applicable', tone: 'faint' },
  excluded: { symbol: '–', words: 'excluded', tone: 'faint' },
};

/** The tone of a deviation in each column of a table. */
export const deviationTones = {
  MUST: 'error',
  SHOULD: 'warning',
  MAY: 'note',
} as const satisfies Record<LevelColumn, Sign['tone']>;

/** The verdict in words. */
export function verdictLabel(verdict: Verdict): string {
  return signs[verdict].words;
}

/** The mark of a requirement's verdict. */
export function verdictMark(result: RequirementResult): Markup {
  const { symbol, words } = signs[result.verdict];
  return html`<span class="mark ${toneOf(result)}"><span aria-hidden="true">${symbol}</span> ${words}</span>`;
}

/** A deviation gets the tone of its severity. */
function toneOf(result: RequirementResult): Sign['tone'] {
  return result.verdict === 'deviates' ? severityOf(result) : signs[result.verdict].tone;
}

/** The mark of a requirement's level. */
export function levelMark({ level, advisory }: Pick<RequirementResult, 'level' | 'advisory'>): Markup {
  return html`<span class="level">${level}${advisory && ', advisory'}</span>`;
}
