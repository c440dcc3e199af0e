/** Attacks through the Runtime API and the network. */
import { conforms, judgedBy, quickly, unsettled, type HostileBootstrap } from '../hostile-bootstrap.ts';

export const networkAttacks: readonly HostileBootstrap[] = [
  {
    name: 'calls-after-its-exit',
    does: 'Ends after its first results; a child polls and posts on.',
    attacks: 'verdict',
    ...judgedBy('next.continues-after-result'),
  },
  {
    name: 'calls-other-sandboxes',
    does: 'Reports failures and results to every port of 127.0.0.1, and serves.',
    attacks: 'isolation',
    expected: { ...conforms, or: 3 },
  },
  {
    name: 'opens-4000-connections-and-serves',
    does: 'Opens 4,000 connections, and serves.',
    attacks: 'end',
    options: ['--only', 'next.continues-after-result', '--timeout-scale', '3'],
    expected: conforms,
  },
  {
    name: 'never-reads-its-replies',
    does: 'Sends 200,000 requests on four connections, and reads no reply.',
    attacks: 'memory',
    options: quickly,
    expected: { end: 3, says: 'did not ask for an invocation' },
  },
  {
    name: 'sends-bombs',
    does: 'Answers each event with 100 MB under gzip.',
    attacks: 'memory',
    expected: { end: 3, says: 'function behind the runtime is opaque' },
  },
  {
    name: 'sends-chunks-of-one-byte',
    does: 'Answers each event in 500,000 chunks with extensions.',
    attacks: 'memory',
    options: ['--only', 'next.continues-after-result', '--timeout-scale', '6'],
    expected: { ...conforms, or: 3 },
  },
  {
    name: 'sends-endless-trailers',
    does: 'Answers each event with a chunked body whose trailers never end.',
    attacks: 'memory',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'sends-an-endless-chunk-extension',
    does: 'Answers each event with a chunk whose size line never ends.',
    attacks: 'memory',
    options: quickly,
    expected: unsettled,
  },
  {
    name: 'asks-to-switch-protocols',
    does: 'Asks for WebSocket and HTTP/2 beside each result.',
    attacks: 'end',
    ...judgedBy('http.only-known-paths'),
  },
  {
    name: 'posts-slowly',
    does: 'Sends each result a byte every 20 ms.',
    attacks: 'end',
    options: ['--only', 'next.continues-after-result', '--timeout-scale', '3'],
    expected: conforms,
  },
];
