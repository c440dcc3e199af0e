import { createHash } from 'node:crypto';
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { NoOutcome, Outcome } from '../../harness/trace/outcome.ts';
import { MAXIMUM_PAYLOAD_BYTES } from '../../harness/runtime-api/protocol/answers.ts';
import { ordinaryEvent } from '../support/controls.ts';
import { limitFor } from '../support/limit-for.ts';
import { covers, RawEvent, test, type TestContext } from '../support/test.ts';
import { brokenByResults, charge, wrongResult } from '../support/returned.ts';

const KIB = 1024;
/** Around common buffer sizes and the limit of one command-line argument (128 KiB on Linux). */
const STEPS = [1, 2, 60, 64, 127, 129, 256, 1024].flatMap((kib) => [kib * KIB - 1, kib * KIB, kib * KIB + 1]);
/** 6 MiB also as an event, the maximum that every service and client accepts. */
const LARGEST_EVENT = 6 * KIB * KIB;

test(
  'delivers a result of every size up to the quota whole',
  {
    ...covers('response.every-size-arrives', 'response.maximum-size').against(ordinaryEvent),
    exercises: [...brokenByResults],
  },
  async (t) => {
    const sandbox = await t.warm();

    let added = 0;
    const steps = t.pace === 'quick' ? STEPS.slice(-10, -2) : STEPS;
    for (const [index, size] of [...steps, LARGEST_EVENT].entries()) {
      const sent = stringOf(size);
      const outcome = await sandbox.deliver(new RawEvent(sent), { limitMs: limitFor(t, size) }).outcome();

      const arrived = outcome.kind === 'response' && isWhole(outcome, sent);
      const evidence = {
        expected: describe(sent),
        actual: outcome.kind === 'none' ? `${size} bytes: ${outcome.reason}` : summary(outcome),
      };
      t.verify('response.every-size-arrives', arrived, {
        ...evidence,
        code: 'result-incomplete',
        counterexample: `a JSON string of ${size} bytes`,
      });
      if (size === LARGEST_EVENT || !arrived) {
        t.verify('response.maximum-size', arrived, {
          ...evidence,
          code: 'result-incomplete',
        });
      }
      if (arrived) {
        added = Math.max(0, outcome.length - sent.length);
        continue;
      }
      await chargeAltered(t, sandbox, { outcome, sent, larger: steps.slice(index + 1) });
      return;
    }
    if (t.pace === 'quick' || !t.smoke.actions.includes('big')) return;

    const limitMs = limitFor(t, MAXIMUM_PAYLOAD_BYTES);
    // What the runtime adds to each result, such as a newline, counts as well.
    const bytes = MAXIMUM_PAYLOAD_BYTES - added;
    const outcome = await sandbox.deliver({ probe: 'big', bytes }, { limitMs }).outcome();
    const raw = outcome.kind === 'response' && isRaw(outcome) && outcome.length === bytes + added - 2;
    const whole = outcome.kind === 'response' && outcome.length === bytes + added;
    t.verify('response.maximum-size', raw || (whole && outcome.body.at(bytes - 1) === QUOTE), {
      code: 'largest-result-incomplete',
      expected: `${bytes} bytes, a JSON string`,
      actual: outcome.kind === 'none' ? outcome.reason : summary(outcome),
    });
  },
);

/** A size that did not arrive, and the larger sizes of the ladder. */
interface Failed {
  readonly outcome: Outcome | NoOutcome;
  readonly sent: Buffer;
  readonly larger: readonly number[];
}

/**
 * Charges the MUST on events if the event of a size was altered: another value came back, or an error for this size alone.
 * An error for this and all larger sizes is a limit.
 */
async function chargeAltered(
  t: TestContext,
  sandbox: Sandbox,
  { outcome, sent, larger }: Failed,
): Promise<void> {
  const wrong = wrongResult(sandbox, outcome, JSON.parse(sent.toString()));
  const expected = describe(sent);
  if (wrong !== undefined) {
    charge(t, sandbox, { ...wrong, expected });
  } else if (outcome.kind === 'error') {
    for (const size of larger) {
      const text = stringOf(size);
      const other = await sandbox.deliver(new RawEvent(text)).outcome();
      if (other.kind === 'none') return;
      if (!isWhole(other, text)) continue;
      const actual = `${outcome.describe()}, although ${size} bytes arrived whole`;
      charge(t, sandbox, { requirement: 'next.event-unchanged', code: 'event-altered', expected, actual });
      return;
    }
  }
}

const QUOTE = 0x22;
/** Every eight characters state their offset, so that a lost or repeated piece is visible. */
let positions: Buffer | undefined;

/** A JSON string of this many bytes, including the quotes. */
function stringOf(bytes: number): Buffer {
  positions ??= offsets(LARGEST_EVENT);
  const text = Buffer.allocUnsafe(bytes);
  positions.copy(text, 1, 0, bytes - 2);
  text[0] = QUOTE;
  text[bytes - 1] = QUOTE;
  return text;
}

/** The offset of every eight characters, in hexadecimal. */
function offsets(bytes: number): Buffer {
  const text = Buffer.alloc(bytes);
  for (let index = 0; index < bytes / 8; index += 1) {
    for (let [place, rest] = [7, index]; place >= 0; place -= 1, rest >>= 4)
      text[index * 8 + place] = DIGITS[rest & 15] ?? 0;
  }
  return text;
}

const DIGITS = Buffer.from('0123456789abcdef');

/** A raw echo may end with a newline, which the shell adds; a raw text without a JSON label has no quotes. */
function isWhole(outcome: Outcome, sent: Buffer): boolean {
  const due = isRaw(outcome) && outcome.body.at(0) !== QUOTE ? sent.subarray(1, -1) : sent;
  return outcome.length - due.length <= 1 && outcome.body.subarray(0, due.length).equals(due);
}

function isRaw(outcome: Outcome): boolean {
  return !/[/+]json/i.test(outcome.header('content-type') ?? '');
}

function summary(outcome: Outcome): string {
  return `POST …/${outcome.kind} with ${describe(outcome.body, outcome.length)}`;
}

function describe(bytes: Buffer, length = bytes.length): string {
  return `${length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}`;
}
