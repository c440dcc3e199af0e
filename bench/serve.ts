/**
 * `lambdaspec serve` and AWS's emulator: invocations a second of one client that posts events one after another, with the same
 * native runtime behind both. Both servers run all the time, and only one at a time has work.
 */
import { once } from 'node:events';
import { INVOCATIONS_PATH } from '../harness/emulator/door-connection.ts';
import { alternate } from './alternate.ts';
import { command } from './bootstraps.ts';
import type { Context } from './context.ts';
import type { Comparison } from './results.ts';
import { freePort } from '../harness/base/testing/free-port.ts';
import { listens, Started } from './started.ts';

/** Sizes of an event, and how many of them are one measurement. */
const SIZES = [
  ['20 B', 20, 4_000],
  ['4 KiB', 4 * 1024, 4_000],
  ['256 KiB', 256 * 1024, 400],
] as const;

/** A server with its runtime. */
interface Served extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
}

export async function measureServe({ native, emulator, rounds, say, skip }: Context): Promise<Comparison[]> {
  if (native === undefined || emulator === undefined) {
    skip('serve', native === undefined ? 'go is not installed' : 'no --emulator was named');
    return [];
  }
  await using ours = await startServe(native.echo);
  await using theirs = await startEmulator(emulator, native.echo);
  const rows: Comparison[] = [];
  for (const [label, bytes, events] of SIZES) {
    const rate = (url: string) => async (): Promise<number> => {
      const times = await post(native.load, url, bytes, events);
      return (1_000_000 * times.length) / times.reduce((sum, time) => sum + time, 0);
    };
    // Both compile what they run often.
    await Promise.all([
      post(native.load, ours.url, bytes, events),
      post(native.load, theirs.url, bytes, events),
    ]);
    const figures = await alternate({ ours: rate(ours.url), theirs: rate(theirs.url) }, rounds);
    rows.push({
      label,
      unit: 'invocations/s',
      more: true,
      ours: { name: 'lambdaspec serve', values: figures.ours },
      theirs: { name: "AWS's emulator", values: figures.theirs },
    });
    say(
      `serve, ${label}: ${figures.ours.map(Math.round).join(' ')} against ${figures.theirs.map(Math.round).join(' ')}`,
    );
  }
  return rows;
}

/** The microseconds that each event took. */
async function post(load: string, url: string, bytes: number, events: number): Promise<number[]> {
  await using client = new Started([load, url, String(bytes), String(events)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return (await client.output()).trim().split('\n').map(Number);
}

/** Starts `lambdaspec serve` with its runtime. */
export async function startServe(bootstrap: string): Promise<Served> {
  const server = new Started([process.execPath, command, 'serve'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [bytes]: Buffer[] = await once(server.child.stdout ?? server.child, 'data');
  const [variable = '', url = ''] = String(bytes).trim().split('\n');
  const runtime = new Started([bootstrap], {
    env: { AWS_LAMBDA_RUNTIME_API: variable.slice(variable.indexOf('=') + 1) },
  });
  return { url, pid: server.child.pid ?? 0, [Symbol.asyncDispose]: () => endBoth(runtime, server) };
}

async function startEmulator(emulator: string, bootstrap: string): Promise<Served> {
  const [door, api] = [await freePort(), await freePort()];
  const server = new Started([
    emulator,
    '--runtime-interface-emulator-address',
    `127.0.0.1:${door}`,
    '--runtime-api-address',
    `127.0.0.1:${api}`,
    bootstrap,
  ]);
  await listens(door);
  const url = `http://127.0.0.1:${door}${INVOCATIONS_PATH}`;
  return { url, pid: server.child.pid ?? 0, [Symbol.asyncDispose]: () => endBoth(server) };
}

async function endBoth(...all: readonly Started[]): Promise<void> {
  for (const one of all) await one[Symbol.asyncDispose]();
}
