/** Failures that the runtime must log, because only the runtime sees them. */
import type { Sandbox } from '../../harness/sandbox/sandbox.ts';
import type { TestContext } from './test.ts';

/** Whether readable text was written since the entry at index `from`. */
function saysSomething(sandbox: Sandbox, from: number): boolean {
  return /\p{L}{3}/u.test(sandbox.process.output(undefined, from));
}

/** Judges that a runtime logged why it exited. */
export function verifyLastWords(t: TestContext, sandbox: Sandbox, from: number): void {
  t.verify('shutdown.fatal-errors-readable', saysSomething(sandbox, from), {
    code: 'nothing-logged',
    expected: 'a message on stderr or stdout',
    actual: JSON.stringify(sandbox.process.output(undefined, from).slice(0, 200)),
    sandbox,
  });
}

/** Judges that a runtime logged its failed post. */
export function verifyRefusalLogged(t: TestContext, sandbox: Sandbox, from: number, setback: string): void {
  t.verify('response.refusal-logged', saysSomething(sandbox, from), {
    code: 'not-logged',
    expected: `a message on stderr or stdout about ${setback}`,
    actual: 'no output',
    sandbox,
  });
}
