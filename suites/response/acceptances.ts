import type { Fault } from '../../harness/runtime-api/invocations/faults.ts';

/** Replies to a post that are a 202 with an unusual body. */
export const acceptances: Readonly<Record<string, readonly Fault[]>> = {
  'an empty body': [
    { fault: 'body', body: Buffer.alloc(0) },
    { fault: 'headers', edits: [{ edit: 'remove', name: 'Content-Type' }] },
  ],
  'plain text': [
    { fault: 'body', body: Buffer.from('accepted, thank you') },
    { fault: 'headers', edits: [{ edit: 'set', name: 'Content-Type', value: 'text/plain' }] },
  ],
  chunks: [{ fault: 'chunked', sizes: [1, 3, 7] }],
  '64 KiB of JSON': [
    { fault: 'body', body: Buffer.from(JSON.stringify({ status: 'OK', padding: 'x'.repeat(65_536) })) },
  ],
};
