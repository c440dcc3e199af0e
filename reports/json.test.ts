import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { runJsonSchema } from '../harness/run-model.ts';
import { hostileRun } from './hostile-run.ts';
import { parseRun, renderJson } from './json.ts';
import { conformantRun, deviatingRun, interruptedRun, smokeFailureRun } from './sample-run.ts';

const runs = {
  conformant: conformantRun(),
  deviating: deviatingRun(),
  'smoke-failure': smokeFailureRun(),
  interrupted: interruptedRun(),
};

/** A stored run with one value changed. */
function changed(change: (run: Record<string, unknown>) => void): string {
  const run = structuredClone<Record<string, unknown>>(deviatingRun());
  change(run);
  return JSON.stringify(run);
}

describe('renderJson', () => {
  it.each(Object.entries(runs))('is the run itself, also when everything in it is hostile (%s)', (_, run) => {
    expect(parseRun(renderJson(run))).toEqual(run);
    expect(parseRun(renderJson(hostileRun(run)))).toEqual(hostileRun(run));
    expect(renderJson(hostileRun(run))).not.toMatch(/[^\P{C}\n]/u);
  });

  it('orders keys by the schema, whatever the order of the value', () => {
    const { schemaVersion, target, ...rest } = deviatingRun();
    const { command, ...others } = target;

    const text = renderJson({ ...rest, target: { ...others, command }, schemaVersion });

    expect(text).toBe(renderJson(deviatingRun()));
    expect(text).toMatch(/^\{\n {2}"schemaVersion": 1,\n {2}"tool": \{\n {4}"name"/);
    expect(text).toMatch(/\n\}\n$/);
  });

  it('publishes nothing that is no run', () => {
    expect(() => renderJson({ ...deviatingRun(), durationMs: Number.NaN })).toThrow(/durationMs/);
  });
});

describe('parseRun', () => {
  it.each([
    ['', /^The report is not JSON: /],
    ['[]', /^The report is no lambdaspec run: the whole: .*expected object/],
    [
      changed((run) => (run['schemaVersion'] = 2)),
      /^The report has schemaVersion 2; this lambdaspec reads 1\.$/,
    ],
    [changed((run) => (run['failOn'] = 'must')), /: failOn: .*"MUST"\|"SHOULD"\|"MAY"\.$/],
    [changed((run) => (run['extra'] = 1)), /: the whole: Unrecognized key: "extra"\.$/],
    [
      changed((run) => (run['requirements'] = [{}])),
      /: requirements\[0\]\.id: .*string.* \(and \d+ more\)\.$/,
    ],
  ])('says in one sentence what is wrong (%#)', (text, message) => {
    expect(() => parseRun(text)).toThrow(message);
    expect(() => parseRun(text)).toThrow(/^[^\n]*$/);
  });
});

describe('run.schema.json', () => {
  // The pattern beside the format says the same, so the validator need not know the format.
  const validate = new Ajv2020({ formats: { 'date-time': true } }).compile(runJsonSchema());

  it('is the schema of the Run value', async () => {
    await expect(
      `${JSON.stringify(runJsonSchema(), null, 2)}\n`,
      'The Run value changed. Write the schema again with: npx vitest run reports/json.test.ts -u',
    ).toMatchFileSnapshot('run.schema.json');
  });

  it.each(Object.entries(runs))('accepts what renderJson writes (%s)', (_, run) => {
    expect(validate(JSON.parse(renderJson(hostileRun(run)))) ? [] : validate.errors).toEqual([]);
  });

  it.each(['schemaVersion', 'startedAt', 'target', 'verdict', 'counts', 'requirements', 'deviations'])(
    'refuses a run without a proper %s',
    (key) => {
      const run: unknown = JSON.parse(changed((value) => (value[key] = 'nonsense')));

      expect(validate(run)).toBe(false);
    },
  );
});
