import officialSchema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json' with { type: 'json' };
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Run } from '../../harness/run/run.ts';
import { hostileRun } from '../../harness/run/testing/hostile-run.ts';
import {
  conformantRun,
  deviatingRun,
  interruptedRun,
  sampleRun,
  smokeFailureRun,
  staleRun,
} from '../../harness/run/testing/sample-run.ts';
import { renderSarif } from './sarif.ts';

const runs: Readonly<Record<string, Run>> = {
  conformant: conformantRun(),
  deviating: deviatingRun(),
  'smoke-failure': smokeFailureRun(),
  interrupted: interruptedRun(),
  stale: staleRun(),
};

/** The part that these tests read; the official schema checks the whole. */
const logSchema = z.object({
  runs: z.tuple([
    z.object({
      tool: z.object({
        driver: z.object({
          semanticVersion: z.string().optional(),
          rules: z.array(z.looseObject({ id: z.string(), helpUri: z.string().optional() })),
        }),
      }),
      invocations: z.tuple([
        z.object({
          executionSuccessful: z.boolean(),
          exitCode: z.number(),
          endTimeUtc: z.string(),
          toolExecutionNotifications: z.array(
            z.object({ level: z.string(), message: z.object({ text: z.string() }) }),
          ),
        }),
      ]),
      results: z.array(
        z.object({
          ruleId: z.string(),
          ruleIndex: z.number(),
          level: z.string(),
          message: z.object({ text: z.string() }),
          locations: z.tuple([
            z.object({ physicalLocation: z.object({ artifactLocation: z.object({ uri: z.string() }) }) }),
          ]),
          partialFingerprints: z.record(z.string(), z.string()),
          occurrenceCount: z.number(),
          suppressions: z.array(z.looseObject({ justification: z.string() })).optional(),
        }),
      ),
    }),
  ]),
});

function runOf(run: Run): z.infer<typeof logSchema>['runs'][0] {
  return logSchema.parse(JSON.parse(renderSarif(run))).runs[0];
}

function fingerprints(run: Run): string[] {
  return runOf(run).results.flatMap(({ partialFingerprints }) => Object.values(partialFingerprints));
}

function official(): (log: unknown) => unknown[] {
  // The schema is for draft 4; only these two keys have another meaning in draft 7.
  const { $schema: _, id: __, ...draft7 } = officialSchema;
  const validate = new Ajv({
    strict: false,
    // One of its patterns has an extra bracket, which only a lax regular expression accepts.
    unicodeRegExp: false,
    allErrors: true,
    formats: {
      'date-time': (text: string) => !Number.isNaN(Date.parse(text)) && /^\d{4}-\d\d-\d\dT.*Z$/.test(text),
      uri: (text: string) => URL.canParse(text),
      'uri-reference': (text: string) =>
        /^[\w.~:/?#!$&'()*+,;=%@-]*$/.test(text) && URL.canParse(text, 'file:///'),
    },
  }).compile(draft7);
  return (log) => (validate(log) ? [] : (validate.errors ?? []));
}

function told(run: Run): string[] {
  return runOf(run).invocations[0].toolExecutionNotifications.map(
    ({ level, message: { text } }) => `${level}: ${text}`,
  );
}

describe('the document', () => {
  const problems = official();

  it('matches the golden file of a run that is deviating', async () => {
    await expect(renderSarif(deviatingRun())).toMatchFileSnapshot('../testing/golden/deviating.sarif');
  });

  it.each(['conformant', 'smoke-failure', 'interrupted', 'stale'])(
    'has the rules and results of a run that is %s',
    (name) => {
      const run = runs[name] ?? deviatingRun();
      const { tool, results } = runOf(run);

      expect(tool.driver.rules.map(({ id }) => id)).toEqual(run.requirements.map(({ id }) => id));
      expect(results).toEqual([]);
    },
  );

  it.each(Object.entries(runs))('is valid by the official schema, also with hostile text (%s)', (_, run) => {
    expect(problems(JSON.parse(renderSarif(run)))).toEqual([]);
    expect(problems(JSON.parse(renderSarif(hostileRun(run))))).toEqual([]);
    expect(renderSarif(hostileRun(run))).not.toMatch(/[^\P{C}\n]|(?<!\\)(?:\\\\)*\\u/u);
  });

  it('fails the schema check if it is invalid', () => {
    expect(problems({ version: '2.1.0', runs: [{ tool: {}, results: [{ level: 'must' }] }] })).not.toEqual(
      [],
    );
    const broken = JSON.parse(renderSarif(deviatingRun()).replaceAll('"uri": "', '"uri": "a b'));
    expect(problems(broken)).not.toEqual([]);
  });

  it('has a rule per requirement and a result per deviation that names its rule', () => {
    const run = deviatingRun();
    const { tool, results } = runOf(run);

    expect(tool.driver.rules.map(({ id }) => id)).toEqual(run.requirements.map(({ id }) => id));
    expect(results.map(({ ruleId }) => ruleId)).toEqual(run.deviations.map(({ requirement }) => requirement));
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  it('distinguishes levels, and expected from unexpected deviations', () => {
    const results = runOf(deviatingRun()).results.map(({ ruleId, level, suppressions, occurrenceCount }) => [
      ruleId,
      level,
      occurrenceCount,
      suppressions?.[0]?.justification,
    ]);

    expect(results).toContainEqual(['error.loop-continues', 'error', 41, undefined]);
    expect(results).toContainEqual(['response.413-survived', 'warning', 1, undefined]);
    expect(results).toContainEqual(['next.empty-event-survived', 'note', 1, undefined]);
    expect(results).toContainEqual(['error.content-type', 'note', 58, undefined]);
    expect(results).toContainEqual([
      'response.json-content-type',
      'warning',
      1,
      'baseline: we send application/octet-stream until version 2',
    ]);
  });

  it('gives the reason of the entry that expects a deviation, even if its requirement has others', () => {
    const found = [{}, { message: 'Another.', expectedBecause: 'We know.' }];

    const { results } = runOf(sampleRun({ 'next.no-client-timeout': { verdict: 'deviates', found } }));

    expect(results.map(({ suppressions }) => suppressions?.[0]?.justification)).toEqual([
      undefined,
      'We know.',
    ]);
  });
});

describe('the fingerprint of a deviation', () => {
  const id = 'next.no-client-timeout';
  const at = (...codes: string[]): Run =>
    sampleRun({ [id]: { verdict: 'deviates', found: codes.map((code) => ({ code })) } });

  it('is the same if only words, evidence and other deviations differ', () => {
    const [one] = fingerprints(at('gives-up'));
    const other = { code: 'gives-up', message: 'In other words.', actual: '31.2 s' };

    expect(fingerprints(sampleRun({ [id]: { verdict: 'deviates', found: [other] } }))).toEqual([one]);
    expect(fingerprints(at('crashes', 'gives-up'))).toContain(one);
  });

  it('differs for another message, and for the same message of another requirement', () => {
    const [one] = fingerprints(at('gives-up'));
    const other = sampleRun({
      'next.one-outstanding': { verdict: 'deviates', found: [{ code: 'gives-up' }] },
    });

    expect(fingerprints(at('crashes'))).not.toContain(one);
    expect(fingerprints(other)).not.toContain(one);
  });

  it('is unique in a run', () => {
    const all = fingerprints(at('gives-up', 'crashes', 'spins'));

    expect(new Set(all).size).toBe(3);
  });
});

describe('the location', () => {
  it.each([
    ['./bootstrap', 'bootstrap'],
    ['build/my bootstrap', 'build/my%20bootstrap'],
    ['/var/task/bootstrap#1', 'file:///var/task/bootstrap%231'],
    ['c:x', 'c%3Ax'],
    ['../größe', '../gr%C3%B6%C3%9Fe'],
  ])('of %s is %s', (path, uri) => {
    const { target } = conformantRun();

    const { results } = runOf(deviatingRun({ target: { ...target, command: [path, '--verbose'] } }));

    expect(results[0]?.locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
  });
});

describe('the invocation', () => {
  it.each([
    ['conformant', 0, true],
    ['deviating', 1, true],
    ['smoke-failure', 3, false],
    ['interrupted', 3, false],
    ['stale', 4, true],
  ])('of a run that is %s exits with %i', (name, exitCode, executionSuccessful) => {
    const [invocation] = runOf(runs[name] ?? conformantRun()).invocations;

    expect(invocation).toMatchObject({ exitCode, executionSuccessful });
  });

  it('contains the reason of an inconclusive run, and the warnings', () => {
    expect(told(smokeFailureRun())[0]).toMatch(/^error: The runtime exited with code 1/);
    expect(told(deviatingRun())).toEqual([
      'warning: The cold start varied between 0.3 s and 2.1 s: the machine may be overloaded.',
    ]);
    expect(told(staleRun())).toEqual([
      'error: lambdaspec.baseline.yaml:7: stale: "next.one-outstanding" no longer deviates; remove the entry.',
    ]);
  });
});

it('message text contains neither links nor placeholders', () => {
  const found = [{ message: 'It sent [this](1) and {0}.', expected: '{}', actual: '[]' }];

  const { results } = runOf(sampleRun({ 'next.no-client-timeout': { verdict: 'deviates', found } }));

  expect(results[0]?.message.text).toBe('It sent \\[this\\](1) and {{0}}.\nexpected: {{}}\nactual: \\[\\]');
});
