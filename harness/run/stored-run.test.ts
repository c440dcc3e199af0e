import { Ajv2020 } from 'ajv/dist/2020.js';
import { assert, boolean, constant, constantFrom, nat, oneof, pre, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runJsonSchema } from './run.ts';
import { hostileRun } from './testing/hostile-run.ts';
import { parseRun, renderJson } from './stored-run.ts';
import { conformantRun, deviatingRun, interruptedRun, smokeFailureRun } from './testing/sample-run.ts';

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

/** What is wrong with the rejection of a text; `undefined` for one short sentence. */
function complaint(text: string): string | undefined {
  try {
    parseRun(text);
    return 'it is not refused';
  } catch (reason) {
    if (!(reason instanceof Error) || reason.constructor !== Error) return `thrown: ${String(reason)}`;
    if (reason.message.length > 600) return `${reason.message.length} characters long`;
    return /^The report (has|is) [^\p{Cc}\p{Zl}\p{Zp}]*\.$/u.test(reason.message)
      ? undefined
      : reason.message;
  }
}

describe('renderJson', () => {
  it.each(Object.entries(runs))(
    'round-trips a run, also when every string in it is hostile (%s)',
    (_, run) => {
      expect(parseRun(renderJson(run))).toEqual(run);
      expect(parseRun(renderJson(hostileRun(run)))).toEqual(hostileRun(run));
      expect(renderJson(hostileRun(run))).not.toMatch(/[^\P{C}\n]/u);
    },
  );

  it('orders keys by the schema', () => {
    const { schemaVersion, target, ...rest } = deviatingRun();
    const { command, ...others } = target;

    const text = renderJson({ ...rest, target: { ...others, command }, schemaVersion });

    expect(text).toBe(renderJson(deviatingRun()));
    expect(text).toMatch(/^\{\n {2}"schemaVersion": 3,\n {2}"tool": \{\n {4}"name"/);
    expect(text).toMatch(/\n\}\n$/);
  });

  it('throws on a value that is not a run', () => {
    expect(() => renderJson({ ...deviatingRun(), durationMs: Number.NaN })).toThrow(/durationMs/);
  });
});

describe('parseRun', () => {
  it.each([
    ['', /^The report is not JSON: /],
    ['[]', /^The report is not a lambdaspec run: the document: .*expected object/],
    [
      changed((run) => (run['schemaVersion'] = 2)),
      /^The report has schemaVersion 2, and this lambdaspec reads 3: judge the bootstrap again with this version\.$/,
    ],
    [changed((run) => (run['failOn'] = 'must')), /: failOn: .*"MUST"\|"SHOULD"\|"MAY"\.$/],
    [changed((run) => (run['extra'] = 1)), /: the document: Unrecognized key: "extra"\.$/],
    [
      changed((run) => (run['requirements'] = [{}])),
      /: requirements\[0\]\.id: .*string.* \(and \d+ more\)\.$/,
    ],
  ])('says in one sentence what is wrong (%#)', (text, message) => {
    expect(() => parseRun(text)).toThrow(message);
    expect(() => parseRun(text)).toThrow(/^[^\n]*$/);
  });
});

describe('parseRun, of an untrusted text', () => {
  const stored = renderJson(deviatingRun());
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;

  it.each([
    ['nothing at all', ''],
    ['two lines', 'a\nb'],
    ['a byte order mark', `\ufeff${stored}`],
    ['a terminal sequence', '\u001b[2J'],
    ['no object', 'null'],
    ['another version', changed((run) => (run['schemaVersion'] = '1'))],
    ['a long version', changed((run) => (run['schemaVersion'] = 'v'.repeat(100_000)))],
    ['a version of two lines', changed((run) => (run['schemaVersion'] = '1\u2028\u0085'))],
    ['a deep version', `{"schemaVersion":${deep}}`],
    ['a deep value', stored.replace(/"warnings": \[[^\]]*\]/, `"warnings": ${deep}`)],
    ['a deep text', deep],
    ['a long key', changed((run) => (run['k'.repeat(100_000)] = 1))],
    ['a key of two lines', changed((run) => (run['a\nb'] = 1))],
    [
      'many keys',
      changed((run) =>
        Object.assign(run, Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`k${n}`, 1]))),
      ),
    ],
    ['a text for a number', changed((run) => (run['durationMs'] = '1'))],
    ['an infinite number', stored.replace(/"durationMs": \d+/, '"durationMs": 1e999')],
  ])('rejects %s in one short sentence', (_, text) => {
    expect(text).not.toBe(stored);
    expect(complaint(text)).toBeUndefined();
  });

  it('rejects a text cut off anywhere', () => {
    assert(
      property(nat(stored.trimEnd().length - 1), (end) => {
        expect(complaint(stored.slice(0, end))).toBeUndefined();
      }),
    );
  });

  it('rejects any value of another type', () => {
    const keys = Object.keys(deviatingRun());
    const value = oneof(boolean(), constant({}), constant([[]]), constant(-1.5));
    assert(
      property(constantFrom(...keys), value, (key, wrong) => {
        pre(!(typeof wrong === 'boolean' && key === 'complete'));
        expect(complaint(changed((run) => (run[key] = wrong)))).toBeUndefined();
      }),
    );
  });

  it.each(['__proto__', 'constructor'])('rejects %s and does not pollute prototypes', (key) => {
    const text = stored.replace(
      '"schemaVersion"',
      `"${key}":{"prototype":{"polluted":1},"polluted":1},"schemaVersion"`,
    );

    expect(text).not.toBe(stored);
    expect(complaint(text)).toBeUndefined();
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('run.schema.json', () => {
  // The pattern beside the format says the same, so the validator need not know the format.
  const validate = new Ajv2020({ formats: { 'date-time': true } }).compile(runJsonSchema());

  it('is the schema of the Run value', async () => {
    await expect(
      `${JSON.stringify(runJsonSchema(), null, 2)}\n`,
      'The Run value changed. Renew the schema with: npx vitest run harness/run/stored-run.test.ts -u',
    ).toMatchFileSnapshot('../../schemas/run.schema.json');
  });

  it.each(Object.entries(runs))('accepts what renderJson writes (%s)', (_, run) => {
    expect(validate(JSON.parse(renderJson(hostileRun(run)))) ? [] : validate.errors).toEqual([]);
  });

  it.each(['schemaVersion', 'startedAt', 'target', 'verdict', 'counts', 'requirements', 'deviations'])(
    'rejects a run without a valid %s',
    (key) => {
      const run: unknown = JSON.parse(changed((value) => (value[key] = 'nonsense')));

      expect(validate(run)).toBe(false);
    },
  );
});
