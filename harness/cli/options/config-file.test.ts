import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test as base } from 'vitest';
import { configJsonSchema, readConfigFile } from './config-file.ts';
import { HarnessError } from '../../base/errors.ts';

const test = base.extend<{ folder: string }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the fixtures from the pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-config-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
});

const whole = {
  $schema: './node_modules/lambdaspec/schemas/config.schema.json',
  bootstrap: ['./bin/bootstrap', '--flag', './stays'],
  only: 'next',
  skip: ['next.*', 'error'],
  failOn: 'should',
  jobs: 2,
  quick: true,
  bail: false,
  env: { A: 'b=c', B: '' },
  taskRoot: './src',
  report: ['terminal', 'json=./out/run.json'],
};

describe('readConfigFile', () => {
  test('reads every kind of option', async ({ folder }) => {
    await writeFile(join(folder, 'lambdaspec.config.json'), JSON.stringify(whole));

    const file = readConfigFile(undefined, folder);

    expect(file?.bootstrap).toEqual(['./bin/bootstrap', '--flag', './stays']);
    expect([...(file?.settings ?? [])].map(([key, { value }]) => [key, value])).toEqual([
      ['only', ['next']],
      ['skip', ['next.*', 'error']],
      ['failOn', 'should'],
      ['jobs', 2],
      ['quick', true],
      ['bail', false],
      ['env', { A: 'b=c', B: '' }],
      ['taskRoot', 'src'],
      ['report', ['terminal', 'json=out/run.json']],
    ]);
  });

  test('refuses what is not a regular file, instead of waiting for it', ({ folder }) => {
    expect(() => readConfigFile('/dev/zero', folder)).toThrow('it is not a regular file');
  });

  test('splits a text at its commas, and no item of a list', async ({ folder }) => {
    const lists = { only: 'next, error.{a,b}', profile: 'core,streaming', report: 'sarif,json=r.json' };
    await writeFile(join(folder, 'c.json'), JSON.stringify({ ...lists, skip: ['a,b'] }));

    const { settings } = readConfigFile('c.json', folder) ?? {};

    expect(settings?.get('only')?.value).toEqual(['next', 'error.{a,b}']);
    expect(settings?.get('profile')?.value).toEqual(['core', 'streaming']);
    expect(settings?.get('report')?.value).toEqual(['sarif', 'json=r.json']);
    expect(settings?.get('skip')?.value).toEqual(['a,b']);
  });

  test('paths are relative to the folder of the file', async ({ folder }) => {
    await mkdir(join(folder, 'sub', 'here'), { recursive: true });
    const settings = {
      bootstrap: '../bootstrap',
      out: 'report',
      baseline: '/abs.yaml',
      report: ['json=r.json'],
    };
    await writeFile(join(folder, 'sub', 'c.json'), JSON.stringify(settings));

    const file = readConfigFile('../c.json', join(folder, 'sub', 'here'));

    expect(file?.bootstrap).toEqual(['../../bootstrap']);
    expect(file?.settings.get('out')).toEqual({ value: '../report', origin: '../c.json' });
    expect(file?.settings.get('baseline')?.value).toBe(
      '../../../../../abs.yaml'.replace(/^(\.\.\/)+/, upwards(folder)),
    );
    expect(file?.settings.get('report')?.value).toEqual(['json=../r.json']);
  });

  test('throws on a missing file only if it was named', ({ folder }) => {
    expect(readConfigFile(undefined, folder)).toBeUndefined();
    expect(() => readConfigFile('c.json', folder)).toThrow(
      'The config file c.json could not be read: ENOENT',
    );
  });

  test.for([
    ['', 'is not JSON'],
    ['[]', 'is not a JSON object'],
    ['null', 'is not a JSON object'],
    ['{"handlr":"x"}', '"handlr" is unknown; did you mean "handler"?'],
    ['{"fail-on":"may"}', '"fail-on" is unknown; did you mean "failOn"?'],
    ['{"__proto__":{"quick":true}}', '"__proto__" is unknown'],
    ['{"constructor":true}', '"constructor" is unknown'],
    ['{"watch":true}', '"watch" is unknown'],
    ['{"config":"other.json"}', '"config" is unknown'],
    ['{"quick":"yes"}', '"quick": expected true or false, got "yes".'],
    ['{"jobs":[2]}', '"jobs": expected a whole number from 1 to 256, got [2].'],
    ['{"handler":""}', '"handler": expected a non-empty string, got "".'],
    ['{"only":[1]}', '"only[0]": expected an area, an id or a glob, got 1.'],
    ['{"only":[""]}', '"only[0]": expected an area, an id or a glob, got "".'],
    ['{"env":["A=b"]}', '"env": expected variable names with strings, got another value.'],
    ['{"env":{"A":1}}', '"env": expected variable names with strings, got "A".'],
    ['{"env":{"A=B":"secret"}}', '"env": expected variable names with strings, got "A=B".'],
    ['{"bootstrap":[]}', '"bootstrap": expected a path, '],
    ['{"bootstrap":""}', '"bootstrap": expected a path, '],
    ['{"bootstrap":["","x"]}', '"bootstrap": expected a path, '],
    ['{"jobs":"2"}', '"jobs": expected a whole number from 1 to 256, got "2".'],
    ['{"jobs":1.5}', '"jobs": expected a whole number from 1 to 256, got 1.5.'],
    ['{"timeoutScale":0}', '"timeoutScale": expected a number from 0.1 to 100, got 0.'],
    ['{"failOn":1}', '"failOn": expected must, should or may, got 1.'],
    ['{"profile":["core","streamin"]}', '"profile[1]": expected core, streaming, '],
    ['{"profile":"streamin"}', 'got "streamin"; did you mean "streaming"?'],
    ['{"report":[]}', '"report": expected terminal, json, html, '],
    ['{"report":"pdf"}', '"report": expected terminal, json, html, '],
    ['{"shard":"0/4"}', '"shard": expected i/n with i from 1 to n, such as 1/4, got "0/4".'],
    ['{"out":null}', '"out": expected a non-empty string, got null.'],
    ['{"quick":true,"slow":true}', '"quick" and "slow" exclude each other; choose one.'],
    [`{"handler":{"a":"${'x'.repeat(200)}"}}`, '… (208 characters).'],
  ] as const)('rejects %s', async ([text, sentence], { folder }) => {
    await writeFile(join(folder, 'c.json'), text);

    expect(() => readConfigFile('c.json', folder)).toThrow(HarnessError);
    expect(() => readConfigFile('c.json', folder)).toThrow(sentence);
    expect(() => readConfigFile('c.json', folder)).not.toThrow('secret');
    expect(() => readConfigFile('c.json', folder)).toThrow(/^[^\n]*c\.json[^\n]*$/);
  });

  test('lists every problem, each with the name of the file', async ({ folder }) => {
    await writeFile(join(folder, 'c.json'), '{"jobs":[],"quick":1,"nonsense":0}');

    expect(() => readConfigFile('c.json', folder)).toThrow(
      /^c\.json: "jobs": .*\.\nc\.json: "quick": .*\.\nc\.json: "nonsense" .*\?$/,
    );
  });

  test('accepts any valid variable name', async ({ folder }) => {
    await writeFile(join(folder, 'c.json'), '{"env":{"__proto__":"a","constructor":"b"}}');

    expect(readConfigFile('c.json', folder)?.settings.get('env')?.value).toEqual(
      Object.fromEntries([
        ['__proto__', 'a'],
        ['constructor', 'b'],
      ]),
    );
  });
});

/** The path from a folder two levels below this one to the root. */
function upwards(folder: string): string {
  return '../'.repeat(folder.split('/').length + 1);
}

describe('config.schema.json', () => {
  const validate = new Ajv2020({ allowUnionTypes: true, strictTuples: false }).compile(configJsonSchema());

  test('is the schema of the config file', async () => {
    await expect(
      `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
      'The options changed. Renew the schema with: npx vitest run harness/cli/options/config-file.test.ts -u',
    ).toMatchFileSnapshot('../../../schemas/config.schema.json');
  });

  test('accepts what the reader accepts', () => {
    expect(validate(whole) ? [] : validate.errors).toEqual([]);
  });

  test.each([
    { watch: true },
    { quick: 'yes' },
    { jobs: '2' },
    { jobs: 257 },
    { failOn: 'will' },
    { profile: ['streamin'] },
    { report: 'pdf' },
    { report: [] },
    { jobs: [2] },
    { handler: '' },
    { only: [''] },
    { env: { A: 1 } },
    { env: { 'A=B': 'x' } },
    { bootstrap: [] },
    { bootstrap: [''] },
    Object.fromEntries([['__proto__', { quick: true }]]),
  ])('rejects what the reader rejects: %j', (settings) => {
    expect(validate(settings)).toBe(false);
  });
});
