import { requirements, type RequirementId } from '../requirements/index.ts';
import { RawEvent, test, itself } from '../support/test.ts';
import { wireRules } from '../wire-rules/index.ts';

/** Gives every wire rule something to judge, also when few tests are selected. */
const exercises = wireRules
  .map((rule) => rule.requirement)
  .filter((id): id is RequirementId => Object.hasOwn(requirements, id));

test(
  'serves an ordinary session',
  { requirements: [], control: itself, exercises, concurrency: 'unbounded' },
  async (t) => {
    const sandbox = await t.warm();
    // Time for a second poll, which would be wrong.
    await sandbox.trace.sleep(t.limits.quietMs);

    for (const event of [
      { ordinary: true },
      { probe: 'throw', type: 'Oops', message: 'on purpose' },
      ['last'],
    ]) {
      await sandbox.invoke(event);
    }
    await sandbox.waitForPoll();
    await sandbox.deliver(new RawEvent('{"malformed":'), { settleable: false }).outcome();
  },
);
