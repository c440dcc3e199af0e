/** `--suite` with real runtimes: one that is right, one that is wrong, and a file that is no suite. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { bootstraps, referenceBootstrap } from '../support/places.ts';
import { runLambdaspec, storedRun, test } from '../support/run-command.ts';

/** On a shared machine. */
const LIMIT_MS = 120_000;

const echo = {
  name: 'returns the event',
  handler: 'probe.handler',
  request: { msg: 'hello' },
  environmentVariables: { OWN: 'x' },
  assertions: [{ response: { msg: 'hello' } }],
};
const right = [
  echo,
  {
    name: 'passes the client context on',
    handler: 'probe.handler',
    request: { probe: 'context' },
    clientContext: { custom: { value: 'hello' } },
    assertions: [{ transform: '.clientContext.custom.value', response: 'hello' }],
  },
  {
    name: 'reports a failure',
    handler: 'probe.handler',
    request: { probe: 'throw', type: 'ProbeOops', message: 'no' },
    assertions: [{ errorType: 'ProbeOops' }, { transform: '.errorMessage', error: 'no' }],
  },
  {
    name: 'answers with the failure of the init',
    handler: 'missing.handler',
    assertions: [{ errorType: 'Runtime.ImportModuleError' }],
  },
];

const words = ['--only', 'loop.order', '--probe', '--out', 'out', '--suite', 's.json'];

async function played(folder: string, tests: readonly object[], bootstrap: string) {
  await writeFile(join(folder, 's.json'), JSON.stringify({ tests }));
  return runLambdaspec(folder, [...words, bootstrap]);
}

test('every test of a suite passes with a right runtime', { timeout: LIMIT_MS }, async ({ folder }) => {
  const { exitCode, stdout } = await played(folder, right, referenceBootstrap);

  expect(stdout).toContain('Suite s.json: 4 of 4 tests pass');
  expect(exitCode).toBe(0);
  const { suites } = await storedRun(join(folder, 'out', 'run.json'));
  expect(suites?.[0]?.tests.map(({ verdict }) => verdict)).toEqual(['passed', 'passed', 'passed', 'passed']);
});

test(
  'a test that fails is in every report, and ends the command with 1',
  { timeout: LIMIT_MS },
  async ({ folder }) => {
    const wrong = { ...echo, name: 'wants <more>', assertions: [{ response: { msg: 'hello', more: 1 } }] };
    const { exitCode, stdout } = await played(folder, [echo, wrong], referenceBootstrap);

    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      'Suite s.json: 1 of 2 tests pass\n  ✗ wants <more>\n    response: expected {"msg":"hello","more":1}',
    );
    const { suites, verdict } = await storedRun(join(folder, 'out', 'run.json'));
    expect(verdict).toBe('conformant');
    expect(suites?.[0]?.tests[1]).toMatchObject({
      verdict: 'failed',
      failures: [{ assertion: 'response', expected: '{"msg":"hello","more":1}', actual: '{"msg":"hello"}' }],
    });
    expect(suites?.[0]?.tests[1]?.trace.join('\n')).toContain('/response');
    const junit = await readFile(join(folder, 'out', 'junit.xml'), 'utf8');
    expect(junit).toMatch(/<testsuite name="s\.json" tests="2" failures="1"/);
    const page = await readFile(join(folder, 'out', 'report.html'), 'utf8');
    expect(page).toContain('1 of 2 tests pass');
    expect(page).toContain('wants &lt;more&gt;');
  },
);

test('a runtime that ends fails each test with the reason', { timeout: LIMIT_MS }, async ({ folder }) => {
  const { exitCode, stdout } = await played(folder, [echo], join(bootstraps, 'exits-with-1'));

  expect(exitCode).toBe(1);
  expect(stdout).toContain('actual   the runtime exited with code 1 instead');
});

test('a file that is no suite is refused before anything starts', async ({ folder }) => {
  await writeFile(
    join(folder, 's.json'),
    '{"tests":[{"name":"a","handler":"h","assertions":[{"metrics":1}]}]}',
  );
  const { exitCode, stdout, stderr } = await runLambdaspec(folder, [...words, referenceBootstrap]);

  expect(exitCode).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toBe(
    'lambdaspec: s.json: "a": the assertion "metrics" is not supported; lambdaspec knows response, error, errorType, contentType, responseContentType. (SUITE_INVALID)\n',
  );
});
