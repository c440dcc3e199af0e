import { connect } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { parseArguments } from '../options/parse-arguments.ts';
import { HarnessError } from '../../base/errors.ts';
import { seededRandom } from '../../base/random.ts';
import { INVOCATIONS_PATH } from '../../emulator/door-connection.ts';
import { ServedApi } from '../../emulator/emulator.ts';
import type { CommandContext } from '../io/context.ts';
import { Printer, type OutputStream } from '../io/printer.ts';
import { serve } from './serve.ts';

class Served implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #ended: Promise<number>;
  readonly #written: string;
  readonly trace: () => string;

  private constructor(ended: Promise<number>, written: string, trace: () => string, stop: AbortController) {
    this.#ended = ended;
    this.#written = written;
    this.trace = trace;
    this.#stop = stop;
  }

  static async start(argv: readonly string[]): Promise<Served> {
    const stop = new AbortController();
    const [stdout, written] = listening();
    const said = new Promise<void>((resolve) => {
      const { write } = stdout;
      stdout.write = (text) => {
        write(text);
        resolve();
      };
    });
    const [stderr, trace] = listening();
    const context: Pick<CommandContext, 'stdout' | 'stderr' | 'signal'> = {
      stdout: new Printer(stdout),
      stderr: new Printer(stderr),
      signal: stop.signal,
    };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- serve needs no more of it
    const ended = serve(parseArguments(['serve', ...argv]), context as CommandContext);
    await Promise.race([ended, said]);
    return new Served(ended, written(), trace, stop);
  }

  get address(): string {
    return (this.#lines[0] ?? '').split('=')[1] ?? '';
  }

  get #lines(): readonly string[] {
    return this.#written.split('\n');
  }

  runtime(path: string, body?: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`http://${this.address}/2018-06-01/runtime/${path}`, {
      headers,
      ...(body === undefined ? {} : { method: 'POST', body }),
    });
  }

  invoke(event: string, options: RequestInit = {}): Promise<Response> {
    // Without a type `fetch` would send that of plain text.
    const headers = new Headers(options.headers);
    headers.set('Content-Type', 'application/json');
    return fetch(this.#lines[1] ?? '', { method: 'POST', body: event, ...options, headers });
  }

  /** The status line of the answer to these lines, sent as they are. */
  async send(...lines: readonly string[]): Promise<string> {
    const socket = connect(Number(new URL(this.#lines[1] ?? '').port), '127.0.0.1');
    socket.write(`POST ${INVOCATIONS_PATH} HTTP/1.1\r\n${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`);
    return (await textOf(socket)).split('\r\n', 1)[0] ?? '';
  }

  async stop(): Promise<number> {
    this.#stop.abort();
    return this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function listening(): [{ write: OutputStream['write'] }, () => string] {
  let text = '';
  return [{ write: (more) => (text += more) }, () => text];
}

const idOf = (delivery: Response): string => delivery.headers.get('lambda-runtime-aws-request-id') ?? '';

describe('lambdaspec serve', () => {
  test('passes an event to the runtime and the response to the caller', async () => {
    await using served = await Served.start([]);
    const answer = served.invoke('{"n":1}', {
      headers: { 'X-Amz-Client-Context': btoa('{"c":"é"}'), 'X-Amz-Tenant-Id': 'blue' },
    });
    const delivery = await served.runtime('invocation/next');
    expect(await delivery.text()).toBe('{"n":1}');
    expect(delivery.headers.get('lambda-runtime-aws-tenant-id')).toBe('blue');
    expect(Number(delivery.headers.get('lambda-runtime-deadline-ms'))).toBeGreaterThan(Date.now());

    await served.runtime(`invocation/${idOf(delivery)}/response`, 'plain', { 'Content-Type': 'text/plain' });

    const response = await answer;
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      'text/plain',
      'plain',
    ]);
    expect(response.headers.has('x-amz-function-error')).toBe(false);
  });

  test('answers the caller with the error that the runtime reports, marked as an error', async () => {
    await using served = await Served.start([]);
    const answer = served.invoke('{}');
    const delivery = await served.runtime('invocation/next');

    await served.runtime(`invocation/${idOf(delivery)}/error`, '{"errorType":"E"}');

    const response = await answer;
    expect(response.headers.get('x-amz-function-error')).toBe('Unhandled');
    expect(await response.text()).toBe('{"errorType":"E"}');
  });

  test('answers a response over the limit with a function error and goes on', async () => {
    await using served = await Served.start([]);
    const answer = served.invoke('1');
    const delivery = await served.runtime('invocation/next');

    const refused = await served.runtime(`invocation/${idOf(delivery)}/response`, 'x'.repeat(6_291_557));

    expect(refused.status).toBe(413);
    expect(await (await answer).json()).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
    const next = served.invoke('2');
    const second = await served.runtime('invocation/next');
    await served.runtime(`invocation/${idOf(second)}/response`, '"two"');
    expect(await (await next).text()).toBe('"two"');
  });

  test('answers callers in order of arrival', async () => {
    await using served = await Served.start([]);
    const answers = [served.invoke('1')];
    const first = await served.runtime('invocation/next');
    answers.push(served.invoke('2'));
    await served.runtime(`invocation/${idOf(first)}/response`, '"one"');
    const second = await served.runtime('invocation/next');
    await served.runtime(`invocation/${idOf(second)}/response`, '"two"');

    expect(await Promise.all(answers.map(async (answer) => (await answer).text()))).toEqual([
      '"one"',
      '"two"',
    ]);
  });

  test('answers waiting and new callers with a failed init', async () => {
    const seen: string[] = [];
    await using api = await ServedApi.open({
      random: seededRandom(1),
      onEntry: ({ kind }) => seen.push(kind),
    });
    const headers = { 'Content-Type': 'application/json' };
    const invoke = (): Promise<Response> => fetch(api.invocationsUrl, { method: 'POST', headers, body: '1' });
    const early = invoke();
    await expect.poll(() => seen).toContain('invocation-queued');

    const report = { method: 'POST', body: '{"errorType":"Runtime.NoSuchHandler"}' };
    await fetch(`http://${api.address}/2018-06-01/runtime/init/error`, report);

    for (const answer of [await early, await invoke()]) {
      expect(answer.headers.get('x-amz-function-error')).toBe('Unhandled');
      expect(await answer.json()).toEqual({ errorType: 'Runtime.NoSuchHandler' });
    }
  });

  test('starts again with the next process after a failed init', async () => {
    await using served = await Served.start(['--verbose']);
    await served.runtime('init/error', '{}', { Connection: 'close' });
    await expect.poll(() => served.trace()).toContain('closed by the');

    const answer = served.invoke('1');
    const delivery = await served.runtime('invocation/next');
    await served.runtime(`invocation/${idOf(delivery)}/response`, '"fine"');

    expect(await (await answer).text()).toBe('"fine"');
  });

  test('answers the caller with an error when a result breaks off and the runtime goes on', async () => {
    await using served = await Served.start(['--verbose']);
    const answer = served.invoke('1');
    const delivery = await served.runtime('invocation/next');
    const [host, port] = served.address.split(':');
    const upload = connect(Number(port), host);
    upload.write(
      `POST /2018-06-01/runtime/invocation/${idOf(delivery)}/response HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"ab`,
    );
    await expect.poll(() => served.trace()).toContain('> POST');
    upload.destroy();
    await expect.poll(() => served.trace()).toContain('broke off');

    void served.runtime('invocation/next').catch(() => {});

    expect(await (await answer).json()).toMatchObject({ errorType: 'Runtime.TruncatedResponse' });
  });

  test('drops an event whose caller has disconnected', async () => {
    await using served = await Served.start(['--verbose']);
    const impatient = new AbortController();
    const left = served.invoke('1', { signal: impatient.signal }).catch(() => 'left');
    await served.runtime('invocation/next');
    impatient.abort();
    expect(await left).toBe('left');
    await expect.poll(() => served.trace()).toContain('has disconnected');

    void served.invoke('2').catch(() => {});

    expect(await (await served.runtime('invocation/next')).text()).toBe('2');
  });

  test('prints the trace with --verbose', async () => {
    await using served = await Served.start(['--verbose']);
    void served.invoke('1').catch(() => {});
    await served.runtime('invocation/next');

    expect(served.trace()).toMatch(/> GET \/2018-06-01\/runtime\/invocation\/next.*\n.*delivered\n.*< 200/);
  });

  test.each([
    ['a page of another origin', ['Host: 127.0.0.1:1', 'Origin: https://a.example'], '403 Forbidden'],
    ['a page without an origin of its own', ['Host: localhost:1', 'Origin: null'], '403 Forbidden'],
    ['a name that leads to this machine', ['Host: rebound.example:1'], '403 Forbidden'],
    ['a form', ['Host: localhost', 'Content-Type: text/plain'], '415 Unsupported Media Type'],
  ])('refuses %s', async (_, lines, status) => {
    await using served = await Served.start([]);

    expect(await served.send(...lines)).toBe(`HTTP/1.1 ${status}`);
  });

  test.each([['127.0.0.1:1'], ['localhost'], ['[::1]:1']])(
    'takes an event without a type for %s',
    async (host) => {
      await using served = await Served.start(['--verbose']);
      const answer = served.send(`Host: ${host}`, 'Content-Length: 0');
      const delivery = await served.runtime('invocation/next');

      await served.runtime(`invocation/${idOf(delivery)}/response`, '1');

      expect(await answer).toBe('HTTP/1.1 200 OK');
    },
  );

  test('stops on the abort signal', async () => {
    const served = await Served.start([]);

    expect(await served.stop()).toBe(0);
    await expect(served.invoke('1')).rejects.toThrow('fetch failed');
  });

  test.each([
    [['--port', 'http'], '--port expects a whole number from 1 to 65534, not "http".'],
    [['--port', '65535'], '--port expects a whole number from 1 to 65534, not 65535.'],
    [['./bootstrap'], 'serve takes no arguments, got "./bootstrap".'],
  ])('refuses %j', async (argv, sentence) => {
    await expect(Served.start(argv)).rejects.toThrow(sentence);
  });

  test('says which port is in use', async () => {
    await using taken = await ServedApi.open({ random: seededRandom(1) });
    const [, port] = taken.address.split(':');

    const second = ServedApi.open({ random: seededRandom(1), port: Number(port) });

    await expect(second).rejects.toThrow(HarnessError);
    await expect(second).rejects.toThrow(`Port ${port} is in use.`);
  });
});
