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
    expect([...(file?.settings ?? [])].map(([name, { values }]) => [name, values])).toEqual([
      ['only', ['next']],
      ['skip', ['next.*', 'error']],
      ['fail-on', ['should']],
      ['jobs', ['2']],
      ['quick', []],
      ['env', ['A=b=c', 'B=']],
      ['task-root', ['src']],
      ['report', ['terminal', 'json=out/run.json']],
    ]);
  });

  test('paths start from the folder of the file', async ({ folder }) => {
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
    expect(file?.settings.get('out')).toEqual({ values: ['../report'], origin: '../c.json' });
    expect(file?.settings.get('baseline')?.values).toEqual([
      '../../../../../abs.yaml'.replace(/^(\.\.\/)+/, upwards(folder)),
    ]);
    expect(file?.settings.get('report')?.values).toEqual(['json=../r.json']);
  });

  test('is content without one, unless one was asked for', ({ folder }) => {
    expect(readConfigFile(undefined, folder)).toBeUndefined();
    expect(() => readConfigFile('c.json', folder)).toThrow(
      'The config file c.json could not be read: ENOENT',
    );
  });

  test.for([
    ['', 'is not JSON'],
    ['[]', 'holds no object of settings'],
    ['null', 'holds no object of settings'],
    ['{"handlr":"x"}', '"handlr" is unknown; did you mean "handler"?'],
    ['{"fail-on":"may"}', '"fail-on" is unknown; did you mean "failOn"?'],
    ['{"__proto__":{"quick":true}}', '"__proto__" is unknown'],
    ['{"constructor":true}', '"constructor" is unknown'],
    ['{"watch":true}', '"watch" is unknown'],
    ['{"config":"other.json"}', '"config" is unknown'],
    ['{"quick":"yes"}', '"quick" expects true or false'],
    ['{"jobs":[2]}', '"jobs" expects a text or a number'],
    ['{"handler":""}', '"handler" expects a text or a number'],
    ['{"only":[1]}', '"only" expects a list of texts'],
    ['{"only":[""]}', '"only" expects a list of texts'],
    ['{"env":["A=b"]}', '"env" expects an object of names and texts'],
    ['{"env":{"A":1}}', '"env" expects an object of names and texts'],
    ['{"env":{"A=B":"secret"}}', '"env" expects an object of names and texts'],
    ['{"bootstrap":[]}', '"bootstrap" expects a path'],
    ['{"bootstrap":""}', '"bootstrap" expects a path'],
    ['{"bootstrap":["","x"]}', '"bootstrap" expects a path'],
  ] as const)('%s is refused', async ([text, sentence], { folder }) => {
    await writeFile(join(folder, 'c.json'), text);

    expect(() => readConfigFile('c.json', folder)).toThrow(HarnessError);
    expect(() => readConfigFile('c.json', folder)).toThrow(sentence);
    expect(() => readConfigFile('c.json', folder)).not.toThrow('secret');
    expect(() => readConfigFile('c.json', folder)).toThrow(/^[^\n]*c\.json[^\n]*$/);
  });

  test('lists every problem, each with the name of the file', async ({ folder }) => {
    await writeFile(join(folder, 'c.json'), '{"jobs":[],"quick":1,"nonsense":0}');

    expect(() => readConfigFile('c.json', folder)).toThrow(
      /^c\.json: "jobs" .*\.\nc\.json: "quick" .*\.\nc\.json: "nonsense" .*\.$/,
    );
  });

  test('a variable may have any name that variables have', async ({ folder }) => {
    await writeFile(join(folder, 'c.json'), '{"env":{"__proto__":"a","constructor":"b"}}');

    expect(readConfigFile('c.json', folder)?.settings.get('env')?.values).toEqual([
      '__proto__=a',
      'constructor=b',
    ]);
  });
});

/** From a folder two levels below this one up to the root. */
function upwards(folder: string): string {
  return '../'.repeat(folder.split('/').length + 1);
}

describe('config.schema.json', () => {
  const validate = new Ajv2020({ allowUnionTypes: true, strictTuples: false }).compile(configJsonSchema());

  test('is the schema of the config file', async () => {
    await expect(
      `${JSON.stringify(configJsonSchema(), null, 2)}\n`,
      'The options changed. Write the schema again with: npx vitest run harness/cli/options/config-file.test.ts -u',
    ).toMatchFileSnapshot('../../../schemas/config.schema.json');
  });

  test('accepts what the reader accepts', () => {
    expect(validate(whole) ? [] : validate.errors).toEqual([]);
  });

  test.each([
    { watch: true },
    { quick: 'yes' },
    { jobs: [2] },
    { handler: '' },
    { only: [''] },
    { env: { A: 1 } },
    { env: { 'A=B': 'x' } },
    { bootstrap: [] },
    { bootstrap: [''] },
    Object.fromEntries([['__proto__', { quick: true }]]),
  ])('refuses what the reader refuses: %j', (settings) => {
    expect(validate(settings)).toBe(false);
  });
});
