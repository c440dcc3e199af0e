/** Memory of `lambdaspec serve`, which may run for days. */
import { readFileSync } from 'node:fs';
import type { Context } from './context.ts';
import type { Memory } from './results.ts';
import { startServe } from './serve.ts';
import { Started } from './started.ts';

/** How often the memory is read. */
const PARTS = 20;

/** Of an event: long enough that keeping them shows. */
const BYTES = 1024;

export async function measureMemory({ native, memoryEvents, say, skip }: Context): Promise<Memory[]> {
  if (native === undefined || process.platform !== 'linux') {
    skip('memory', native === undefined ? 'go is not installed' : 'the platform has no /proc');
    return [];
  }
  await using server = await startServe(native.echo);
  const samples = [{ events: 0, rssBytes: residentBytes(server.pid) }];
  const each = Math.ceil(memoryEvents / PARTS);
  for (let events = each; events <= each * PARTS; events += each) {
    await using client = new Started([native.load, server.url, String(BYTES), String(each)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await client.output();
    samples.push({ events, rssBytes: residentBytes(server.pid) });
  }
  const [last] = samples.slice(-1);
  say(`memory: ${Math.round((last?.rssBytes ?? 0) / 2 ** 20)} MiB after ${last?.events} events`);
  return [{ subject: 'lambdaspec serve', samples }];
}

function residentBytes(pid: number): number {
  const [, kib] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return 1024 * Number(kib);
}
