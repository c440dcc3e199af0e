import { expect, test } from 'vitest';
import { chargeFor } from './blame.ts';

test.each([
  [{ do: 'invoke' }, 'no-poll', 'next.continues-after-result/does-not-go-on'],
  [{ do: 'throw' }, 'no-outcome', 'error.posted-to-invocation/not-at-error-path'],
  [{ do: 'throw' }, 'ended', 'error.loop-continues/does-not-go-on'],
  [{ do: 'malformed' }, 'no-outcome', 'next.malformed-event-is-reported/not-reported'],
  [{ do: 'refuse', status: 403 }, 'no-poll', 'response.403-bounded/does-not-settle'],
  [{ do: 'refuse', status: 413 }, 'no-poll', 'response.413-survived/does-not-go-on'],
  [{ do: 'sleep' }, 'no-outcome', 'response.exactly-one-outcome/no-outcome'],
] as const)('charges %j that shows %s to %s', (command, symptom, expected) => {
  const { requirement, code } = chargeFor(command, symptom);

  expect(`${requirement}/${code}`).toBe(expected);
});
