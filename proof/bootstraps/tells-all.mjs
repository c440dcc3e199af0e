/** A runtime that tells all it can see: its variables, its /proc/self, and every byte that it has received. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const RUNTIME = '/2018-06-01/runtime';

/** One request on a connection of its own; resolves to all bytes of the reply. */
function exchange(method, path, headers = [], body = '') {
  return new Promise((resolve) => {
    let bytes = '';
    const socket = connect(Number(port), host);
    socket.setEncoding('latin1').on('data', (more) => (bytes += more));
    socket.on('error', () => resolve(bytes));
    socket.on('close', () => resolve(bytes));
    const length = `Content-Length: ${Buffer.byteLength(body)}`;
    const lines = [
      `${method} ${path} HTTP/1.1`,
      'Host: api',
      'Connection: close',
      ...headers,
      length,
      '',
      body,
    ];
    socket.write(lines.join('\r\n'));
  });
}

function fileOf(name) {
  try {
    return readFileSync(`/proc/self/${name}`, 'latin1');
  } catch {
    return '';
  }
}

function linkOf(path) {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

let mounts = [];
try {
  mounts = fileOf('mountinfo').split('\n');
} catch {
  // Only Linux has it.
}

function self() {
  const links = ['cwd', 'exe', 'root', ...readdirSync('/proc/self/fd').map((name) => `fd/${name}`)];
  return {
    files: ['environ', 'cmdline', 'comm', 'status', 'limits', 'cgroup'].map(fileOf),
    links: links.map((name) => linkOf(`/proc/self/${name}`)),
    mounts,
    tmp: readdirSync('/tmp'),
  };
}

/** Refused and odd requests too: their answers are texts of the server. */
let received = '';
for (const [method, path, headers, body] of [
  ['GET', '/'],
  ['PUT', `${RUNTIME}/invocation/next`],
  ['POST', `${RUNTIME}/invocation/none/response`],
  ['POST', `${RUNTIME}/invocation/none/error`],
  ['GET', '/2026-01-15/metadata/execution-environment'],
  [
    'GET',
    '/2026-01-15/metadata/execution-environment',
    [`Authorization: Bearer ${process.env.AWS_LAMBDA_METADATA_TOKEN}`],
  ],
  ['POST', '/2020-01-01/extension/register'],
  ['PUT', '/2020-08-15/logs'],
  ['PUT', '/2022-07-01/telemetry'],
  ['GET', '/test/ping'],
  ['GET', `${RUNTIME}/restore/next`],
  ['BREW', '*'],
  ['GET', 'none', ['Broken']],
])
  received += await exchange(method, path, headers, body);

for (;;) {
  const delivery = await exchange('GET', `${RUNTIME}/invocation/next`);
  received += delivery;
  const id = /^Lambda-Runtime-Aws-Request-Id: (.*)\r$/im.exec(delivery)?.[1];
  const told = JSON.stringify({
    env: process.env,
    self: process.platform === 'linux' ? self() : {},
    received,
  });
  received += await exchange('POST', `${RUNTIME}/invocation/${id}/response`, [], told);
}
