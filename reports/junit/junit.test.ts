import { DOMParser, type Document, type Element } from '@xmldom/xmldom';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../harness/run/run.ts';
import { hostile, hostileRun } from '../../harness/run/testing/hostile-run.ts';
import { renderJunit } from './junit.ts';
import {
  conformantRun,
  deviatingRun,
  interruptedRun,
  sampleRun,
  smokeFailureRun,
  staleRun,
} from '../../harness/run/testing/sample-run.ts';

const runs: Readonly<Record<string, Run>> = {
  conformant: conformantRun(),
  deviating: deviatingRun(),
  'smoke-failure': smokeFailureRun(),
  interrupted: interruptedRun(),
};

/** Parses a document strictly: any problem is an error. */
function parse(xml: string): Document {
  return new DOMParser({
    onError: (level, message) => {
      throw new Error(`${level}: ${message}`);
    },
  }).parseFromString(xml, 'text/xml');
}

function all(parent: Document | Element, name: string): Element[] {
  return [...parent.getElementsByTagName(name)];
}

function testcase(run: Run, id: string): Element {
  const found = all(parse(renderJunit(run)), 'testcase').find((element) =>
    element.getAttribute('name')?.startsWith(`${id}: `),
  );
  if (found === undefined) throw new Error(`no test case for ${id}`);
  return found;
}

/** The child elements of a test case, which a CI server reads as its result. */
function outcome(run: Run, id: string): string[] {
  return all(testcase(run, id), '*').map(({ tagName }) => tagName);
}

function timing(durationMs: number, ...requirements: string[]): NonNullable<Run['timings']>[number] {
  return {
    test: 'a test',
    requirements,
    startMs: 0,
    durationMs,
  };
}

/** Three tests: one for one requirement, one for two, and one for one of them and for one that is not shown. */
function timedRun(): Run {
  return conformantRun({
    timings: [
      timing(1_000, 'next.no-client-timeout'),
      timing(2_000, 'next.no-client-timeout', 'next.one-outstanding'),
      timing(500, 'error.loop-continues', 'error.not-selected'),
    ],
  });
}

describe('the document', () => {
  it.each(Object.entries(runs))('matches the golden file of a run that is %s', async (name, run) => {
    await expect(renderJunit(run)).toMatchFileSnapshot(`../testing/golden/${name}.xml`);
  });

  it.each(Object.entries(runs))(
    'has a suite per area, a case per requirement, and correct counts (%s)',
    (_, run) => {
      const document = parse(renderJunit(run));
      const suites = all(document, 'testsuite');
      const names = suites.map((suite) => suite.getAttribute('name')).filter((name) => name !== 'run');
      const cases = all(document, 'testcase').filter(
        (one) => one.getAttribute('classname') !== 'lambdaspec.run',
      );

      expect(names).toEqual([...new Set(run.requirements.map(({ area }) => area))]);
      expect(cases).toHaveLength(run.requirements.length);
      for (const counted of [...suites, ...all(document, 'testsuites')]) {
        expect(counted.getAttribute('tests')).toBe(String(all(counted, 'testcase').length));
        expect(counted.getAttribute('failures')).toBe(String(all(counted, 'failure').length));
        expect(counted.getAttribute('errors')).toBe(String(all(counted, 'error').length));
      }
      for (const suite of suites)
        expect(suite.getAttribute('skipped')).toBe(String(all(suite, 'skipped').length));
    },
  );

  it('gives level, verdict and source of each requirement', () => {
    const properties = all(parse(renderJunit(deviatingRun())), 'property').map((property) =>
      [property.getAttribute('name'), property.getAttribute('value')].join(' = '),
    );

    expect(properties).toContain('error.content-type.level = MUST, advisory');
    expect(properties).toContain('error.loop-continues.verdict = deviates');
    expect(properties).toContain(
      'trace.variable-set.source = https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html',
    );
  });
});

describe('the subset that the strictest reader accepts', () => {
  // The elements and attributes of the schema of the Jenkins xUnit plugin, as far as they are used here.
  const allowed: Readonly<Record<string, { readonly children: string[]; readonly attributes: string[] }>> = {
    testsuites: { children: ['testsuite'], attributes: ['name', 'time', 'tests', 'failures', 'errors'] },
    testsuite: {
      children: ['properties', 'testcase'],
      attributes: ['name', 'tests', 'failures', 'errors', 'skipped', 'time', 'timestamp', 'file'],
    },
    properties: { children: ['property'], attributes: [] },
    property: { children: [], attributes: ['name', 'value'] },
    testcase: {
      children: ['skipped', 'error', 'failure', 'system-out'],
      attributes: ['name', 'time', 'classname'],
    },
    skipped: { children: [], attributes: ['type', 'message'] },
    failure: { children: [], attributes: ['type', 'message'] },
    error: { children: [], attributes: ['type', 'message'] },
    'system-out': { children: [], attributes: [] },
  };

  it.each(Object.entries({ ...runs, timed: timedRun() }))('is all that is used (%s)', (_, run) => {
    for (const one of all(parse(renderJunit(run)), '*')) {
      const { children = [], attributes = [] } = allowed[one.tagName] ?? {};
      expect(Object.keys(allowed)).toContain(one.tagName);
      expect(
        [...one.attributes].map(({ name }) => name).filter((name) => !attributes.includes(name)),
      ).toEqual([]);
      expect(
        [...one.childNodes]
          .map(({ nodeName }) => nodeName)
          .filter((name) => name !== '#text' && !children.includes(name)),
      ).toEqual([]);
      expect(one.getAttribute('time') ?? '').toMatch(/^(?:\d+\.\d{3})?$/);
    }
  });
});

describe('the suite of the run', () => {
  it('states the conditions of the run and its warnings', () => {
    const [suite] = all(parse(renderJunit(deviatingRun())), 'testsuite');
    const values =
      suite &&
      all(suite, 'property').map((one) => `${one.getAttribute('name')} = ${one.getAttribute('value')}`);

    expect(suite?.getAttribute('name')).toBe('run');
    expect(values).toContain('command = ./bootstrap --verbose');
    expect(values).toContain('seed = 1463027911');
    expect(values).toContain('verdict = deviates');
    expect(suite && all(suite, 'system-out').map(({ textContent }) => textContent)).toEqual([
      'warning: The cold start varied between 0.3 s and 2.1 s: the machine may be overloaded.',
    ]);
  });
});

function times(name: string): (string | null)[] {
  return all(parse(renderJunit(timedRun())), name).map((one) => one.getAttribute('time'));
}

describe('the time', () => {
  it('of a test is divided among the requirements it judges', () => {
    expect(testcase(timedRun(), 'next.no-client-timeout').getAttribute('time')).toBe('2.000');
    expect(testcase(timedRun(), 'next.one-outstanding').getAttribute('time')).toBe('1.000');
    expect(testcase(timedRun(), 'trace.variable-set').getAttribute('time')).toBe('0.000');
  });

  it('of a suite is the sum of its cases, and of the document that of the run', () => {
    expect(times('testsuite')).toEqual([null, '3.000', '0.000', '0.500', '0.000', '0.000', '0.000']);
    expect(times('testsuites')).toEqual(['12.345']);
  });

  it('is omitted if it is not known', () => {
    expect(renderJunit(conformantRun()).match(/<test(?:case|suite) [^>]*time="/g)).toBeNull();
  });
});

describe('a deviation', () => {
  it('that fails the run is a failure with its evidence', () => {
    const [failure] = all(testcase(deviatingRun(), 'error.loop-continues'), 'failure');

    expect(failure?.getAttribute('type')).toBe('deviates');
    expect(failure?.getAttribute('message')).toBe(
      'The process ended after it had reported the error of an invocation.',
    );
    expect(failure?.textContent).toContain('expected: GET …/invocation/next from the same process');
    expect(failure?.textContent).toContain('actual:   the process exited with code 1, 3 ms after the 202');
    expect(failure?.textContent).toContain('\n   67.5ms  < 202\n   70.9ms  ── runtime exited: code 1\n');
    expect(failure?.textContent).toContain(
      'lambdaspec replay lambdaspec-report/cases/d7.json -- ./bootstrap',
    );
  });

  it('below the level that fails the run is a pass with a note', () => {
    const [note] = all(testcase(deviatingRun(), 'response.413-survived'), 'system-out');

    expect(outcome(deviatingRun(), 'response.413-survived')).toEqual(['system-out']);
    expect(note?.textContent).toMatch(
      /^warning: the runtime deviates, but this does not fail the run: its level is SHOULD, and the run fails on MUST only\.\n\nThe process ended/,
    );
    expect(outcome(deviatingRun({ failOn: 'SHOULD' }), 'response.413-survived')).toEqual(['failure']);
  });

  it('from an advisory requirement never fails', () => {
    expect(outcome(deviatingRun({ failOn: 'MAY' }), 'error.content-type')).toEqual(['system-out']);
  });

  it('that the baseline expects is skipped, with its evidence', () => {
    expect(outcome(deviatingRun(), 'response.json-content-type')).toEqual(['skipped', 'system-out']);
  });
});

describe('what is not a claim about the runtime', () => {
  it.each(['not-testable', 'inconclusive', 'not-applicable', 'excluded'] as const)(
    'is skipped: %s',
    (verdict) => {
      const run = sampleRun({ 'trace.variable-set': { verdict, reason: 'because' } });
      const [skipped] = all(testcase(run, 'trace.variable-set'), 'skipped');

      expect(outcome(run, 'trace.variable-set')).toEqual(['skipped']);
      expect(skipped?.getAttribute('message')).toBe(`${verdict}: because`);
    },
  );

  it.each([
    ['inconclusive', smokeFailureRun()],
    ['interrupted', deviatingRun({ complete: false })],
    ['baseline', staleRun()],
  ])('is an error in its own suite: %s', (type, run) => {
    const errors = all(parse(renderJunit(run)), 'error');

    expect(errors.map((error) => error.getAttribute('type'))).toEqual([type]);
  });

  it('contains the complete reason', () => {
    const [error] = all(parse(renderJunit(smokeFailureRun())), 'error');

    expect(error?.getAttribute('message')).toBe(
      'The runtime exited with code 1 before it asked for an invocation.',
    );
    expect(error?.textContent).toContain("stderr    Error: Cannot find module './handler.js'");
    expect(error?.textContent).toContain('command: ./bootstrap --verbose\nseed: 1463027911');
  });
});

describe('hostile text', () => {
  it.each(Object.entries(runs))('is parsed as text only (%s)', (_, run) => {
    const xml = renderJunit(hostileRun(run));

    expect(xml).not.toMatch(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u);
    expect(all(parse(xml), 'testcase')).toHaveLength(all(parse(renderJunit(run)), 'testcase').length);
  });

  it('stays readable in attributes and in evidence', () => {
    const shown = hostile
      .replace('\u0000\u001b', String.raw`\u0000\u001b`)
      .replace('\ud800\u202e', String.raw`\ud800\u202e`);
    const failure = all(parse(renderJunit(hostileRun(deviatingRun()))), 'failure')[1];

    expect(failure?.textContent).not.toMatch(/^\s*FORGED/m);
    expect(failure?.getAttribute('message')).toBe(
      `The process ended after it had reported the error of an invocation.${shown}`,
    );
    expect(failure?.textContent).toContain(
      `actual:   the process exited with code 1, 3 ms after the 202${shown.replace('\n', String.raw`\n`)}\n`,
    );
  });
});
