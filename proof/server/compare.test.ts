import { connect, createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { compareBy, reportOf, type Compared } from './compare.ts';
import { compareOptions, CompareUsageError } from './compare-options.ts';
import { differences } from './difference.ts';
import { generatedSequences, pinnedSequences, type NamedSequence } from './sequences-to-compare.ts';
import type { PlayedStep } from './sequence-player.ts';
import { launchOurs, launchTheirs, type Launched } from './remote-server.ts';

const PATIENCE_MS = 100;

function pinned(name: string): NamedSequence {
  const found = pinnedSequences().find((sequence) => sequence.name === name);
  if (found === undefined) throw new Error(`no sequence ${name}`);
  return found;
}

/** Our own server behind a proxy that replaces one text by another of the same length. */
async function launchChanged(from: string, to: string): Promise<Launched> {
  const ours = await launchOurs();
  const wire = createServer((near) => {
    const far = connect({ host: ours.host, port: ours.port });
    near.on('error', () => far.destroy()).on('close', () => far.destroy());
    far.on('error', () => near.destroy()).on('close', () => near.destroy());
    near.pipe(far);
    far.on('data', (bytes: Buffer) => near.write(bytes.toString('latin1').replaceAll(from, to), 'latin1'));
  });
  await new Promise<void>((resolve) => {
    wire.listen(0, '127.0.0.1', resolve);
  });
  const address = wire.address();
  return {
    host: '127.0.0.1',
    port: typeof address === 'object' && address !== null ? address.port : 0,
    invokeUrl: ours.invokeUrl,
    [Symbol.asyncDispose]: async () => {
      wire.close();
      await ours[Symbol.asyncDispose]();
    },
  };
}

describe('comparing', { timeout: 30_000 }, () => {
  test.each([
    'Running: response',
    'InitError: next',
    'Ready, again: error, earlier id',
    'Running: response, bad mode',
  ])('our server with itself shows no difference (%s)', async (name) => {
    const apis = { ours: launchOurs, theirs: launchOurs };

    expect((await compareBy(pinned(name), apis, PATIENCE_MS)).differences).toEqual([]);
  });

  test('our server with itself shows no difference in a generated sequence', async () => {
    const [sequence] = generatedSequences(3, 1);

    expect(sequence?.steps.length).toBeGreaterThan(5);
    if (sequence === undefined) return;
    const compared = await compareBy(sequence, { ours: launchOurs, theirs: launchOurs }, PATIENCE_MS);
    expect(compared.differences).toEqual([]);
  });

  test('a different error type is reported with the call and both answers', async () => {
    const apis = { ours: launchOurs, theirs: () => launchChanged('InvalidRequestID', 'WrongfulNameOfIt') };
    const compared = await compareBy(pinned('Running: error, unknown id'), apis, PATIENCE_MS);

    expect(compared.differences).toMatchObject([
      { call: 6, step: 'client 9: error (unknown id)', header: false },
    ]);
    const report = reportOf([compared]);
    expect(report).toMatch(/ours {4}client 9 got 400 Bad Request .*InvalidRequestID/);
    expect(report).toMatch(/theirs {2}client 9 got 400 Bad Request .*WrongfulNameOfIt/);
    expect(report).toContain('reached by: invoke, client 0: next');
  });

  test('a different header does not end the comparison', async () => {
    const apis = {
      ours: launchOurs,
      theirs: () => launchChanged('Content-Type: application/json', 'Content-Type: application/text'),
    };
    const compared = await compareBy(pinned('Running: ping'), apis, PATIENCE_MS);

    expect(compared.differences.map(({ ours, theirs }) => [ours, theirs])).toContainEqual([
      '403 content-type: application/json',
      '403 content-type: application/text',
    ]);
    expect(compared.differences.every(({ header }) => header)).toBe(true);
  });

  test('a command that does not listen is an error', async () => {
    const address = { host: '127.0.0.1', port: 1, invokeUrl: 'http://127.0.0.1:1/' };

    await expect(launchTheirs(address, 'exit 3')()).rejects.toThrow('"exit 3" did not listen on 127.0.0.1:1');
  });
});

/** The observations of one client in one step. */
function seen(body: string, headers: readonly [string, string][]): PlayedStep[] {
  const reply = { status: 200, reason: 'OK', headers, body: Buffer.from(body) };
  return [{ step: { do: 'invoke' }, observations: [{ saw: 'reply', client: 0, reply }] }];
}

function fields(id: string, ms: string, date: string): [string, string][] {
  return [
    ['Lambda-Runtime-Aws-Request-Id', id],
    ['Lambda-Runtime-Deadline-Ms', ms],
    ['Date', date],
    ['Content-Length', '2'],
  ];
}

describe('differences', () => {
  test('ignore values that always differ', () => {
    const ours = fields(
      '8a0a1ff6-4d26-4d5b-9f4e-0d6d6a3c7a01',
      '1790000000000',
      'Mon, 23 Nov 2026 09:00:00 GMT',
    );
    const theirs = fields(
      '1b4e28ba-2fa1-41d2-883f-0016d3cca427',
      '1790000000999',
      'Tue, 24 Nov 2026 10:11:12 GMT',
    );

    expect(differences(seen('{}', ours), seen('{}', theirs.toReversed()))).toEqual([]);
  });

  test.each<[string, string, [string, string][], string, string]>([
    ['a different event', '[]', [], 'client 0 got 200 OK "{}"', 'client 0 got 200 OK "[]"'],
    ['an additional header', '{}', [['X-More', '1']], 'no 200 x-more', '200 x-more: 1'],
    [
      'a time in seconds',
      '{}',
      [['Lambda-Runtime-Deadline-Ms', '1790000000']],
      'no 200 lambda-runtime-deadline-ms',
      '200 lambda-runtime-deadline-ms: 1790000000',
    ],
    ['a wrong length', '{}', [['Content-Length', '3']], 'no 200 content-length', '200 content-length: 3'],
  ])('include %s', (_what, body, headers, ours, theirs) => {
    expect(differences(seen('{}', []), seen(body, headers))).toMatchObject([
      { call: 1, step: 'invoke', ours, theirs },
    ]);
  });

  test('are grouped by their content', () => {
    const difference = { call: 2, step: 'invoke', header: false, ours: 'a', theirs: 'b' };
    const compared = (name: string): Compared => ({
      sequence: { name, steps: [{ do: 'invoke' }] },
      differences: [difference],
    });

    expect(reportOf(['w', 'x', 'y', 'z'].map(compared))).toBe(
      '  ours    a\n  theirs  b\n          w, call 2: invoke\n          x, call 2: invoke\n          y, call 2: invoke\n          and 1 more\n          reached by: invoke\n',
    );
  });
});

describe('the command line', () => {
  const needed = ['--against', 'localhost:9001', '--invoke', 'http://localhost:8080/i'];

  test('has a default for everything except the addresses', () => {
    expect(compareOptions(needed)).toEqual({
      host: 'localhost',
      port: 9001,
      invokeUrl: 'http://localhost:8080/i',
      start: undefined,
      only: '',
      seed: 1,
      runs: 30,
      patienceMs: 200,
    });
  });

  test.each([
    [[], '--against and --invoke are required.'],
    [['--against', 'http://a:1', '--invoke', 'http://a/'], '--against takes host:port, not http://a:1.'],
    [['--against', 'a:1', '--invoke', 'a'], '--invoke takes a URL, not a.'],
    [[...needed, '--runs', 'many'], '--runs takes a number, not many.'],
    [[...needed, '--fast'], "Unknown option '--fast'"],
  ])('refuses %j', (argv, sentence) => {
    expect(() => compareOptions(argv)).toThrow(CompareUsageError);
    expect(() => compareOptions(argv)).toThrow(sentence);
  });
});
