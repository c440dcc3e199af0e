/** A runtime cannot tell a test of ours from Lambda by a name, and not one test from the next by a constant. */
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { seededRandom } from '../../harness/base/random.ts';
import { limitsFor } from '../../harness/sandbox/limits.ts';
import { Sandbox } from '../../harness/sandbox/sandbox.ts';
import { bootstraps, home } from '../support/places.ts';

/** On a shared machine. */
const LIMIT_MS = 120_000;

const OUR_NAME = /lambda-?_?spec|\bfake/i;

const toldSchema = z.object({
  env: z.record(z.string(), z.string()),
  self: z.object({
    files: z.array(z.string()).default([]),
    links: z.array(z.string()).default([]),
    mounts: z.array(z.string()).default([]),
    tmp: z.array(z.string()).default([]),
  }),
  received: z.string(),
});

type Told = z.infer<typeof toldSchema>;

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'task-'));
  await copyFile(join(bootstraps, 'tells-all.mjs'), join(folder, 'main.mjs'));
  // The search path is the machine's, and may name the folder of this checkout.
  vi.stubEnv('PATH', [dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter));
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** What a runtime has seen at its second event, in a sandbox of this seed. */
async function seenWith(seed: number): Promise<Told> {
  await using sandbox = await Sandbox.open({
    target: {
      command: [process.execPath, join(folder, 'main.mjs')],
      handler: 'main.handler',
      taskRoot: folder,
      environment: {},
    },
    limits: limitsFor(3000, 1),
    random: seededRandom(seed),
    processTag: `${seed}-${process.pid}`,
  });
  sandbox.runtimeApi.faults.arm('ping', [{ fault: 'status', status: 500 }]);
  await sandbox.invoke({});
  const { json } = await sandbox.invoke({});
  return toldSchema.parse(json);
}

/** A line of mountinfo without its numbers. */
function bare(line: string): string {
  return line.split(' ').slice(3).join(' ');
}

/** The mounts of the machine are not ours. */
function withoutOthers({ self, ...told }: Told): Told {
  const ours = process.platform === 'linux' ? readFileSync('/proc/self/mountinfo', 'utf8').split('\n') : [];
  const known = new Set(ours.map(bare));
  return { ...told, self: { ...self, mounts: self.mounts.filter((line) => !known.has(bare(line))) } };
}

function today(): string {
  return new Date().toISOString().slice(0, 10).replaceAll('-', '/');
}

/** The variables that the seed decides. */
function varying({ env }: Told): Record<string, string | undefined> {
  const names = [
    'AWS_LAMBDA_FUNCTION_NAME',
    'AWS_LAMBDA_LOG_GROUP_NAME',
    'AWS_LAMBDA_LOG_STREAM_NAME',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
  ];
  return Object.fromEntries(names.map((name) => [name, env[name]]));
}

describe('a runtime', { timeout: LIMIT_MS }, () => {
  it('sees nothing that names us', async () => {
    for (const seed of [1, 2, 3]) {
      const told = withoutOthers(await seenWith(seed));
      const texts = [
        ...Object.entries(told.env).map(([name, value]) => `${name}=${value}`),
        ...told.received.split('\r\n'),
        ...Object.values(told.self).flat(),
      ];

      expect(texts.filter((text) => OUR_NAME.test(text))).toEqual([]);
      expect(told.received.length).toBeGreaterThan(1000);
    }
  });

  it('sees the variables of Lambda, and other values with another seed', async () => {
    // Midnight may pass meanwhile.
    const days = [today()];
    const [one, other, again] = [await seenWith(1), await seenWith(2), await seenWith(1)];
    days.push(today());
    for (const { env } of [one, other]) {
      const { AWS_LAMBDA_LOG_STREAM_NAME: stream = '' } = env;
      expect(days).toContain(stream.slice(0, 10));
      expect(stream.slice(10)).toMatch(/^\/\[\$LATEST\][0-9a-f]{32}$/);
      expect(env).toMatchObject({
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${env['AWS_LAMBDA_FUNCTION_NAME']}`,
        AWS_DEFAULT_REGION: env['AWS_REGION'],
        AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
      });
    }
    expect(varying(again)).toEqual(varying(one));
    const equal = Object.entries(varying(other)).filter(([name, value]) => one.env[name] === value);
    expect(equal).toEqual([]);
  });

  it('sees one more variable at most, whose name tells nothing', async () => {
    const { env } = await seenWith(1);
    const [name = 'ABCDEFGH', ...more] = Object.keys(env).filter(
      (one) => !/^(?:_?AWS_|_HANDLER$|LAMBDA_|LANG$|TZ$|PATH$|LD_)/.test(one),
    );

    expect(name).toMatch(/^[A-Z]{8}$/);
    expect(more).toEqual([]);
  });
});

it('no suite and no part of the server has a text with our name', async () => {
  const folders = ['suites', 'harness/runtime-api', 'harness/sandbox'];
  const naming: string[] = [];
  for (const room of folders) {
    const names = await readdir(join(home, room), { recursive: true });
    for (const name of names.filter((one) => one.endsWith('.ts') && !/\.test\.ts$|^requirements/.test(one))) {
      const source = await readFile(join(home, room, name), 'utf8');
      const code = source.replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, '');
      if (OUR_NAME.test(code)) naming.push(`${room}/${name}`);
    }
  }

  // These tell the user of the command.
  expect(naming.toSorted()).toEqual([
    'harness/sandbox/machine-load.ts',
    'harness/sandbox/smoke-test.ts',
    'harness/sandbox/tmp-choice.ts',
  ]);
});
