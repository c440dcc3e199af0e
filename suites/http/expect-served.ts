import { isDeepStrictEqual } from 'node:util';
import type { InvokeOptions } from '../../harness/runtime-api/invocations/invocation-builder.ts';
import type { Judgement } from '../../harness/test/property.ts';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
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
  if (outcome.kind === 'response' && isDeepStrictEqual(outcome.json, value)) return undefined;
  return {
    code,
    expected: echoes
      ? 'the event, from a function that returns it'
      : 'an outcome under the id of the invocation',
    actual: outcome.describe(),
  };
}
