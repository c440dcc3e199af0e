import { spawn, type ChildProcess } from 'node:child_process';
import { request, type IncomingMessage } from 'node:http';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../base/random.ts';
import { ServedApi, type ServedApiOptions } from './emulator.ts';

const MIB = 1024 * 1024;

/** For processes on a busy machine. */
const PATIENCE = { timeout: 20_000 };

const open = (options: Partial<ServedApiOptions> = {}): Promise<ServedApi> =>
  ServedApi.open({ random: seededRandom(1), ...options });

function runtime(api: ServedApi, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`http://${api.address}/2018-06-01/runtime/${path}`, init);
}

const post = (
  body: NonNullable<RequestInit['body']>,
  headers: Record<string, string> = {},
): RequestInit & { duplex: 'half' } => ({
  method: 'POST',
  body,
  headers,
  duplex: 'half',
});

const invoke = (api: ServedApi, event: string): Promise<Response> =>
  fetch(api.invocationsUrl, post(event, { 'Content-Type': 'application/json' }));

const idOf = (delivery: Response): string => delivery.headers.get('lambda-runtime-aws-request-id') ?? '';

/** What a caller receives who reads trailers, as `fetch` does not. */
async function invokeForTrailers(api: ServedApi, event: string): Promise<[string, NodeJS.Dict<string>]> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    request(api.invocationsUrl, { method: 'POST' }, resolve).on('error', reject).end(event);
  });
  return [await textOf(answer), answer.trailers];
}

describe('a streamed response', PATIENCE, () => {
  const streaming = {
    'Lambda-Runtime-Function-Response-Mode': 'streaming',
    'Content-Type': 'text/event-stream',
  };

  test('reaches the caller piece by piece', async () => {
    await using api = await open();
    const answer = invoke(api, '1');
    const delivery = await runtime(api, 'invocation/next');
    const { readable, writable } = new TransformStream<Uint8Array>();
    const writer = writable.getWriter();
    const posted = runtime(api, `invocation/${idOf(delivery)}/response`, post(readable, streaming));
    void writer.write(Buffer.from('one'));

    const response = await answer;
    const reader = response.body?.getReader();
    const first = await reader?.read();
    void writer.write(Buffer.from('two')).then(() => writer.close());

    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(Buffer.from(first?.value ?? []).toString()).toBe('one');
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('two');
    expect((await posted).status).toBe(202);
    expect((await reader?.read())?.done).toBe(true);
  });

  test('ends with the error of its trailers', async () => {
    await using api = await open();
    const answer = invokeForTrailers(api, '1');
    const delivery = await runtime(api, 'invocation/next');
    const upload = request(`http://${api.address}/2018-06-01/runtime/invocation/${idOf(delivery)}/response`, {
      method: 'POST',
      headers: { ...streaming, Trailer: 'Lambda-Runtime-Function-Error-Type' },
    });
    upload.write('half');
    upload.addTrailers({
      'Lambda-Runtime-Function-Error-Type': 'Function.Broke',
      'Lambda-Runtime-Function-Error-Body': 'e30=',
    });
    upload.end();

    expect(await answer).toEqual([
      'half',
      {
        'lambda-runtime-function-error-type': 'Function.Broke',
        'lambda-runtime-function-error-body': 'e30=',
      },
    ]);
  });

  test('is not read faster than the caller reads', async () => {
    await using api = await open();
    const answer = invoke(api, '1');
    const delivery = await runtime(api, 'invocation/next');
    const upload = request(`http://${api.address}/2018-06-01/runtime/invocation/${idOf(delivery)}/response`, {
      method: 'POST',
      headers: streaming,
    });
    upload.on('error', () => {});
    let sent = 0;
    const send = (): void => {
      // At most 200 MB, so that the test ends where nothing holds the upload.
      while (sent < 200 * MIB) {
        sent += MIB;
        if (!upload.write(Buffer.alloc(MIB))) break;
      }
    };
    upload.on('drain', send);
    send();

    const { body } = await answer;
    // It comes to rest when the buffers of the sockets are full.
    let before = -1;
    await expect
      .poll(
        () => {
          const rests = sent === before;
          before = sent;
          return rests;
        },
        { interval: 200, ...PATIENCE },
      )
      .toBe(true);

    expect(sent).toBeLessThan(64 * MIB);
    upload.destroy();
    await body?.cancel().catch(() => {});
  });

  test('that breaks off breaks off for its caller', async () => {
    await using api = await open();
    const answer = invoke(api, '1');
    const delivery = await runtime(api, 'invocation/next');
    const stop = new AbortController();
    const { readable, writable } = new TransformStream<Uint8Array>();
    const upload = runtime(api, `invocation/${idOf(delivery)}/response`, {
      ...post(readable, streaming),
      signal: stop.signal,
    }).catch(() => 'broke off');
    void writable.getWriter().write(Buffer.from('half'));
    const { body } = await answer;

    stop.abort();

    await expect(new Response(body).text()).rejects.toThrow('terminated');
    expect(await upload).toBe('broke off');
  });
});

describe('in concurrent mode', PATIENCE, () => {
  test('several events are in work, each with an invocation id', async () => {
    await using api = await open({ concurrency: 2 });
    const answers = [invoke(api, '1'), invoke(api, '2')];
    const deliveries = [await runtime(api, 'invocation/next'), await runtime(api, 'invocation/next')];
    for (const delivery of deliveries.toReversed()) {
      const event = await delivery.text();
      const id = delivery.headers.get('lambda-runtime-invocation-id') ?? '';
      expect(id).not.toBe('');
      const headers = { 'Lambda-Runtime-Invocation-Id': id };
      await runtime(api, `invocation/${idOf(delivery)}/response`, post(`"${event}"`, headers));
    }

    expect(await Promise.all(answers.map(async (answer) => (await answer).text()))).toEqual(['"1"', '"2"']);
    expect(api.environment).toEqual({
      AWS_LAMBDA_RUNTIME_API: api.address,
      AWS_LAMBDA_MAX_CONCURRENCY: '2',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'lambda-managed-instances',
    });
  });
});

describe('with SnapStart', PATIENCE, () => {
  test('the first event is the end of the restore', async () => {
    const seen: string[] = [];
    await using api = await open({
      snapStart: true,
      onEntry: (entry) => seen.push(entry.kind === 'reply' ? `reply ${entry.status}` : entry.kind),
    });
    const restored = runtime(api, 'restore/next');
    await expect.poll(() => seen).toContain('request-body');
    expect(seen).not.toContain('reply 200');

    void invoke(api, '1').catch(() => {});

    expect((await restored).status).toBe(200);
    expect(await (await runtime(api, 'invocation/next')).text()).toBe('1');
  });

  test('a restore for an event that waits ends at once', async () => {
    const seen: string[] = [];
    await using api = await open({ snapStart: true, onEntry: ({ kind }) => seen.push(kind) });
    expect(api.environment).toMatchObject({
      AWS_LAMBDA_INITIALIZATION_TYPE: 'snap-start',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://${api.address}/2021-04-23/credentials`,
    });
    void invoke(api, '1').catch(() => {});
    await expect.poll(() => seen).toContain('invocation-queued');

    expect((await runtime(api, 'restore/next')).status).toBe(200);
  });

  test('a failed restore is the answer to the caller', async () => {
    await using api = await open({ snapStart: true });
    const answer = invoke(api, '1');
    await runtime(api, 'restore/next');

    await runtime(api, 'restore/error', post('{"errorType":"Runtime.AfterRestoreError"}'));

    expect((await answer).headers.get('x-amz-function-error')).toBe('Unhandled');
    expect(await (await answer).json()).toEqual({ errorType: 'Runtime.AfterRestoreError' });
  });
});

// The processes of others are seen in /proc alone.
describe.runIf(process.platform === 'linux')('a runtime that ends', { timeout: 60_000 }, () => {
  const poll = `
    const poll = () => fetch('http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/next');`;

  const started = (api: ServedApi, code: string, detached: boolean): ChildProcess =>
    spawn(process.execPath, ['-e', `${poll}${code}`], {
      detached,
      stdio: 'ignore',
      env: { ...process.env, ...api.environment },
    });

  test.each([
    ['started by a shell, as a process group of its own', true],
    ['started by the script that also starts lambdaspec', false],
  ])('is told to the caller of the event in work: %s', async (_, detached) => {
    const ends: number[] = [];
    await using api = await open({ onRuntimeEnd: (inWork) => ends.push(inWork) });
    started(api, 'void poll().then(() => process.exit(3));', detached);

    const answer = await invoke(api, '1');

    expect(answer.headers.get('x-amz-function-error')).toBe('Unhandled');
    expect(await answer.json()).toMatchObject({ errorType: 'Runtime.ExitError' });
    expect(ends).toEqual([1]);
  });

  test('is told when nothing is in work, and the next one gets the next event', async () => {
    const ends: number[] = [];
    const seen: string[] = [];
    await using api = await open({
      onRuntimeEnd: (inWork) => ends.push(inWork),
      onEntry: ({ kind }) => seen.push(kind),
    });
    const child = started(api, 'void poll();', true);
    await expect.poll(() => seen, PATIENCE).toContain('request-body');
    child.kill();
    await expect.poll(() => ends, PATIENCE).toEqual([0]);

    const answer = invoke(api, '2');
    const delivery = await runtime(api, 'invocation/next');
    await runtime(api, `invocation/${idOf(delivery)}/response`, post('"two"'));

    expect(await (await answer).text()).toBe('"two"');
  });

  test('has not ended while it works without a connection', async () => {
    const ends: number[] = [];
    const seen: string[] = [];
    await using api = await open({
      onRuntimeEnd: (inWork) => ends.push(inWork),
      onEntry: ({ kind }) => seen.push(kind),
    });
    const code = `
      const { execFileSync } = require('node:child_process');
      const url = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/';
      const fetchHeaders = "fetch('" + url + "next', { headers: { Connection: 'close' } }).then(async (r) => { await r.text(); console.log(r.headers.get('lambda-runtime-aws-request-id')); })";
      const id = execFileSync(process.execPath, ['-e', fetchHeaders]).toString().trim();
      setTimeout(() => fetch(url + id + '/response', { method: 'POST', body: '"late"' }), 500);`;
    const child = started(api, code, true);

    const answer = await invoke(api, '1');

    expect(await answer.text()).toBe('"late"');
    expect(seen).toContain('connection-closed');
    child.kill();
    await expect.poll(() => ends, PATIENCE).toEqual([0]);
  });
});
