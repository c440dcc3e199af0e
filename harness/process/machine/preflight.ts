/** What the machine must have before anything is judged: a temporary folder, descriptors, and 127.0.0.1. */
import { once } from 'node:events';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HarnessError } from '../../base/errors.ts';
import { shortageOf } from '../../base/shortage.ts';
import { addressSpaceLimit, openFileLimit, processLimit } from './shortage-log.ts';

/** The harness needs half of them for a single bootstrap, which gets the same limit; Lambda allows 1,024. */
const LEAST_DESCRIPTORS = 256;
/** What the harness needs without any bootstrap, and for each one. */
const [OWN_DESCRIPTORS, DESCRIPTORS_EACH] = [128, 64];
/** Node reserves several times as much; with less it aborts in the middle of a run, without a sentence. */
const LEAST_ADDRESS_BYTES = 2 * 1024 ** 3;
/** Node, the worker that runs the tests, and one bootstrap, with their threads. */
const LEAST_PROCESSES = 64;
/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const PROCESSES_OF_LAMBDA = 1024;
/** Each sandbox has its /tmp there. */
const LEAST_FREE_BYTES = 16 * 1024 * 1024;

/** What the machine allows. */
interface Allowed {
  /** How many bootstraps may run in parallel. */
  readonly jobs: number;
  readonly warnings: readonly string[];
}

/**
 * Checks what every bootstrap needs of the machine, and how many of the asked bootstraps it can run in parallel.
 *
 * @throws {HarnessError} RESOURCE_MISSING with one sentence.
 */
export async function preflight(asked: number): Promise<Allowed> {
  if (openFileLimit() < LEAST_DESCRIPTORS) {
    throw missing(
      `Only ${openFileLimit()} files may be open in one process; raise \`ulimit -n\` to ${LEAST_DESCRIPTORS} or more (Lambda allows 1,024).`,
    );
  }
  if (processLimit() < LEAST_PROCESSES) {
    throw missing(
      `Only ${processLimit()} processes and threads of this user may exist; raise \`ulimit -u\` to ${LEAST_PROCESSES} or more (Lambda allows ${PROCESSES_OF_LAMBDA}).`,
    );
  }
  if (addressSpaceLimit() < LEAST_ADDRESS_BYTES) {
    throw missing(shortageOf(Object.assign(new Error('too few addresses'), { code: 'ENOMEM' })) ?? '');
  }
  await checkTemporaryFolder();
  await checkLoopback();
  const jobs = Math.min(asked, Math.floor((openFileLimit() - OWN_DESCRIPTORS) / DESCRIPTORS_EACH));
  return {
    jobs,
    warnings: [
      ...(jobs === asked
        ? []
        : [
            `Only ${jobs} of ${asked} bootstraps run in parallel, since few files may be open; raise \`ulimit -n\`.`,
          ]),
      ...(processLimit() >= PROCESSES_OF_LAMBDA
        ? []
        : [
            `Only ${processLimit()} processes and threads of this user may exist, and Lambda allows ${PROCESSES_OF_LAMBDA}: a runtime that starts more fails here; raise \`ulimit -u\`.`,
          ]),
    ],
  };
}

async function checkTemporaryFolder(): Promise<void> {
  try {
    const folder = await mkdtemp(join(tmpdir(), 'lambdaspec-'));
    await rm(folder, { recursive: true });
  } catch (reason) {
    throw missing(shortageOf(reason) ?? String(reason), reason);
  }
  const { bavail, bsize } = await statfs(tmpdir());
  if (bavail * bsize >= LEAST_FREE_BYTES) return;
  throw missing(
    `The temporary folder ${tmpdir()} has less than ${LEAST_FREE_BYTES / 1024 / 1024} MB of free space; free some, or choose another with TMPDIR.`,
  );
}

/** Listens and connects: an interface that is down allows the one and not the other. */
async function checkLoopback(): Promise<void> {
  const server = createServer((socket) => socket.destroy());
  try {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const client = createConnection({ host: '127.0.0.1', port });
    await once(client, 'connect');
    client.destroy();
  } catch (reason) {
    throw missing(shortageOf(reason) ?? `The address 127.0.0.1 cannot be used: ${String(reason)}.`, reason);
  } finally {
    server.close();
  }
}

function missing(sentence: string, cause?: unknown): HarnessError {
  return new HarnessError('RESOURCE_MISSING', sentence, { cause });
}
