/**
 * Controls: the scenario of a test without its peculiarity. A deviation counts only if the control holds; otherwise the
 * fault is plain, and is counted once, at the requirement that the control stands for.
 */
import type { Catalogue, CodeOf } from '../run/requirement.ts';
import { leftOpen, type Finding, type TestRecord } from '../run/test-record.ts';
import { UnreachedError } from '../trace/outcome.ts';
import { NotJudgedError, type Evidence } from './recorder.ts';
import type { TestContext } from './test-context.ts';

/** How a runtime fails a control: the requirement that the plain scenario violates, with its evidence. */
export type ControlFailure<C extends Catalogue> = {
  [Id in keyof C & string]: Pick<Evidence<CodeOf<C, Id>>, 'code' | 'expected' | 'actual'> & {
    readonly requirement: Id;
    /** The scenario that failed, where it is a part of the control. */
    readonly scenario?: string;
  };
}[keyof C & string];

/** The plain scenario of a test. */
export interface Control<C extends Catalogue> {
  /** The scenario as a noun phrase: "an ordinary event". */
  readonly scenario: string;
  /**
   * Plays it in a warm sandbox, or in a fresh one after a failure; `asked` are the actions that the test asked of the probe
   * function. Absent: the test itself is the plain scenario.
   */
  readonly play?: (t: TestContext<C>, asked: ReadonlySet<string>) => Promise<ControlFailure<C> | undefined>;
}

/** The control of a test that has no peculiarity: its own scenario is the plain one. */
export const itself: { readonly scenario: string } = { scenario: 'the test itself' };

/** A control that failed. */
export interface FailedControl {
  readonly scenario: string;
  /** Its deviation; undefined if the scenario could not even be set up. */
  readonly finding: Finding | undefined;
  readonly reason: string;
}

/** Plays a control; undefined if it holds or cannot be judged with this function. */
export async function playControl<C extends Catalogue>(
  { scenario: whole, play }: Control<C>,
  t: TestContext<C>,
  asked: ReadonlySet<string>,
): Promise<FailedControl | undefined> {
  if (play === undefined) return undefined;
  let failure: ControlFailure<C> | undefined;
  let unreached: string | undefined;
  let scenario = whole;
  try {
    failure = await play(t, asked);
    if (failure !== undefined) {
      const { requirement, scenario: part = whole, ...evidence } = failure;
      scenario = part;
      t.deviates(requirement, evidence);
    }
  } catch (reason) {
    if (reason instanceof UnreachedError) unreached = reason.message;
    else if (!(reason instanceof NotJudgedError)) throw reason;
  }
  const { findings } = await t.close(scenario, failure === undefined);
  if (unreached !== undefined) return { scenario, finding: undefined, reason: unreached };
  if (failure !== undefined && t.starved)
    return { scenario, finding: undefined, reason: 'the machine was too busy' };
  const finding = findings.find(({ requirement }) => requirement === failure?.requirement);
  return finding && { scenario, finding, reason: `see ${finding.requirement}` };
}

/**
 * The record of a test whose control failed. What the test itself charged becomes inconclusive, and the deviation of the
 * control takes its place. `charged` are the requirements that the test charged; wire rules judge any trace, so their
 * findings need no control.
 */
export function underFailedControl(
  record: TestRecord,
  charged: ReadonlySet<string>,
  { scenario, finding, reason }: FailedControl,
): TestRecord {
  const plain = finding?.requirement;
  const specific = record.findings.filter(
    ({ requirement }) => charged.has(requirement) && requirement !== plain,
  );
  const others = record.findings.filter((other) => !specific.includes(other));
  const known = others.some(({ requirement }) => requirement === plain);
  return {
    ...record,
    findings: finding === undefined || known ? others : [...others, finding],
    notJudged: [
      ...record.notJudged,
      ...leftOpen(
        specific.map(({ requirement }) => requirement),
        `The control, ${scenario}, fails as well: ${reason}.`,
      ),
    ],
  };
}
