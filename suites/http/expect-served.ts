import type { InvokeOptions } from '../../harness/runtime-api/invocations/invocation-builder.ts';
import type { Judgement } from '../../harness/test/property.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { isReturned, wrongResult } from '../support/returned.ts';
import { shownBy } from '../support/shown-context.ts';
import { RawEvent, type TestContext } from '../support/test.ts';

/** What a turn of our event loop may take on a very busy machine: each segment of a reply costs one. */
export const TURN_MS = 200;

/** An event in which every place looks different, so that a lost or repeated piece shows. */
export function eventOf(length: number): { readonly text: string } {
  let text = '';
  for (let n = 0; text.length < length; n += 1) text += `${n} ą `;
  return { text };
}

/** Delivers an event in an unusual way and expects the usual outcome. */
export async function served<Code extends string>(
  t: TestContext,
  sandbox: Sandbox,
  event: unknown,
  options: InvokeOptions,
  code: Code,
): Promise<Judgement<Code>> {
  const outcome = await sandbox.deliver(event, options).outcome();
  const echoes = t.smoke.grade !== 'opaque';
  if (outcome.kind !== 'none' && !echoes) return undefined;
  const value: unknown = event instanceof RawEvent ? JSON.parse(event.bytes.toString()) : event;
  if (isReturned(outcome, value)) return undefined;
  return {
    beside: echoes ? wrongResult(sandbox, outcome, value) : undefined,
    code,
    expected: echoes
      ? 'the event, from a function that returns it'
      : 'an outcome under the id of the invocation',
    actual: outcome.describe(),
  };
}

/** Context members that may show a header as it is. */
const members = {
  requestId: 'Lambda-Runtime-Aws-Request-Id',
  invokedFunctionArn: 'Lambda-Runtime-Invoked-Function-Arn',
  traceId: 'Lambda-Runtime-Trace-Id',
  deadlineMs: 'Lambda-Runtime-Deadline-Ms',
} as const;

type Member = keyof typeof members;

/**
 * Compares the context with the headers. Only members that show the header of a plain invocation count, so that a runtime
 * is not blamed for what it never exposes.
 */
export class ShownHeaders {
  readonly #shows: boolean;
  #compared: readonly Member[] | undefined;

  constructor(t: TestContext) {
    this.#shows = t.smoke.grade === 'probe' && t.smoke.actions.includes('context');
  }

  /** Whether the function can show its context. */
  get available(): boolean {
    return this.#shows;
  }

  /** Delivers an event in an unusual way and expects the context of its headers. */
  async read<Code extends string>(
    sandbox: Sandbox,
    event: object,
    options: InvokeOptions,
    code: Code,
  ): Promise<Judgement<Code>> {
    if (!this.#shows) return undefined;
    this.#compared ??= await shownPlainly(sandbox);
    const delivery = sandbox.deliver({ probe: 'context', ...event }, options);
    const outcome = await delivery.outcome();
    const shown = shownBy(outcome);
    const wrong = this.#compared.find((member) => !isHeader(delivery.headers, member, shown?.[member]));
    if (shown !== undefined && wrong === undefined) return undefined;
    return {
      code,
      expected: 'the context as in the headers',
      actual: outcome.kind === 'none' ? outcome.reason : `${wrong ?? 'no context'}: ${outcome.describe()}`,
    };
  }
}

async function shownPlainly(sandbox: Sandbox): Promise<Member[]> {
  const delivery = sandbox.deliver({ probe: 'context' });
  const shown = shownBy(await delivery.outcome());
  const all: readonly Member[] = ['requestId', 'invokedFunctionArn', 'traceId', 'deadlineMs'];
  return all.filter((member) => isHeader(delivery.headers, member, shown?.[member]));
}

function isHeader(headers: readonly (readonly [string, string])[], member: Member, value: unknown): boolean {
  const sent = headers.find(([name]) => name === members[member])?.[1];
  return (
    sent !== undefined && (typeof value === 'string' || typeof value === 'number') && String(value) === sent
  );
}
