/** What a runtime writes when something goes wrong that only it can know of. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { TestContext } from './test.ts';

/** Whether anything a person could read was written since the entry at index `from`. */
function saysSomething(sandbox: Sandbox, from: number): boolean {
  return /\p{L}{3}/u.test(sandbox.process.output(undefined, from));
}

/** Judges that a runtime that has given up has said so. */
export function verifyLastWords(t: TestContext, sandbox: Sandbox, from: number): void {
  t.verify('shutdown.fatal-errors-readable', saysSomething(sandbox, from), {
    code: 'nothing-logged',
    expected: 'a message on stderr or stdout',
    actual: JSON.stringify(sandbox.process.output(undefined, from).slice(0, 200)),
    sandbox,
  });
}

/** Judges that a runtime whose post did not get through has said so. */
export function verifyRefusalLogged(t: TestContext, sandbox: Sandbox, from: number, setback: string): void {
  t.verify('response.refusal-logged', saysSomething(sandbox, from), {
    code: 'not-logged',
    expected: `a word on stderr or stdout about ${setback}`,
    actual: 'no output',
    sandbox,
  });
}
