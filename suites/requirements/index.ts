import { concurrency } from './concurrency.ts';
import { context } from './context.ts';
import { deadline } from './deadline.ts';
import { environment } from './environment.ts';
import { error } from './error.ts';
import { http } from './http.ts';
import { init } from './init.ts';
import { invocationId } from './invocation-id.ts';
import { logging } from './logging.ts';
import { loop } from './loop.ts';
import { next } from './next.ts';
import type * as row from '../../harness/run/requirement.ts';
import { response } from './response.ts';
import { shutdown } from './shutdown.ts';
import { snapstart } from './snapstart.ts';
import { steps } from './requirement-steps.ts';
import { streaming } from './streaming.ts';
import { trace } from './trace.ts';
import { w3c } from './w3c.ts';

/** The chapters of the catalogue, in the order in which they are read and reported. */
export const areas = [
  'next',
  'response',
  'error',
  'init',
  'context',
  'deadline',
  'trace',
  'environment',
  'loop',
  'http',
  'streaming',
  'concurrency',
  'snapstart',
  'shutdown',
  'logging',
  'invocation-id',
  'w3c',
] as const;

const catalogue = {
  ...next,
  ...response,
  ...error,
  ...init,
  ...context,
  ...deadline,
  ...trace,
  ...environment,
  ...loop,
  ...http,
  ...streaming,
  ...concurrency,
  ...snapstart,
  ...shutdown,
  ...logging,
  ...invocationId,
  ...w3c,
};

/** The catalogue as it is written down: the type that knows the codes of every requirement. */
export type Catalogue = typeof catalogue;

/** The public name of a requirement, `area.claim`; it never changes its meaning. */
export type RequirementId = keyof Catalogue;

/** The codes of the deviations from a requirement; of several, those that all of them have. */
export type CodeOf<Id extends RequirementId> = row.CodeOf<Catalogue, Id>;

/** Everything a runtime owes, by id, in the order of `areas`. */
export const requirements: Readonly<Record<RequirementId, row.Requirement>> = withSteps(catalogue);

/** The rows of a catalogue, each with the steps that its codes show. */
function withSteps<Id extends string>(
  written: Readonly<Record<Id, row.Requirement>>,
): Readonly<Record<Id, row.Requirement>> {
  const rows: Record<Id, row.Requirement> = { ...written };
  for (const [id, { sentence, shownBy }] of Object.entries(steps)) {
    for (const member of shownBy) add(rows, member, { id, sentence });
  }
  return rows;
}

function add(rows: Record<string, row.Requirement>, member: string, step: row.SharedStep): void {
  const [id = '', only] = member.split('/');
  const known = rows[id];
  if (known === undefined) return;
  const codes = only === undefined ? Object.keys(known.deviations ?? {}) : [only];
  rows[id] = {
    ...known,
    steps: { ...known.steps, ...Object.fromEntries(codes.map((code) => [code, step])) },
  };
}
