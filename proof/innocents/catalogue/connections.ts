import type { SourceChange } from '../../variants/variant.ts';
import type { Innocent } from '../innocent.ts';

const MANY =
  'RFC 9112, section 9: persistence and the number of connections are the choice of the client, which may close one at any time.';

/** Freedoms in the use of connections. */
export const connectionInnocents: readonly Innocent[] = [
  {
    name: 'connection-per-request',
    freedom: 'Opens a connection for each request and announces that with `Connection: close`.',
    legal: MANY,
    changes: [agent('{ keepAlive: false, maxSockets: 1 }')],
  },
  {
    name: 'closes-after-reply',
    freedom: 'Asks for a persistent connection and yet closes it after each reply.',
    legal: 'RFC 9112, section 9.6: a client may close an idle connection at any time.',
    changes: [afterReply('socket.destroy();')],
  },
  {
    name: 'close-on-posts',
    freedom: 'Sends `Connection: close` with its posts only.',
    legal: MANY,
    changes: [
      {
        file: 'exchange.js',
        find: "'Content-Length': String(body.byteLength) }",
        replace: "'Content-Length': String(body.byteLength), Connection: 'close' }",
      },
    ],
  },
  {
    name: 'separate-connections',
    freedom: 'Keeps one connection for its polls and one for its posts.',
    legal: MANY,
    changes: separate('keepAlive: true, maxSockets: 1'),
  },
  {
    name: 'idle-closed-after-1s',
    freedom: 'Keeps a second connection for its posts and closes it after 1 s without use.',
    legal: `${MANY} Every pool with an idle timeout does so.`,
    changes: separate('keepAlive: true, maxSockets: 1, timeout: 1000'),
  },
  {
    name: 'idle-closed-after-4s',
    freedom: 'Keeps a second connection for its posts and closes it after 4 s without use.',
    legal: 'The default of undici, which is the `fetch` of Node: `keepAliveTimeout` is 4 s.',
    changes: separate('keepAlive: true, maxSockets: 1, timeout: 4000'),
  },
  {
    name: 'fresh-connection-per-poll',
    freedom: 'Polls on a fresh connection, posts the outcome on the same one, and then closes it.',
    legal: `${MANY} A runtime that avoids connections that were frozen does so.`,
    changes: [afterReply("if (request.method === 'POST') socket.destroy();")],
  },
  {
    name: 'pool-of-eight-connections',
    freedom: 'Opens a connection for each of its first eight requests, and uses these eight in turn.',
    legal: MANY,
    changes: [
      {
        file: 'exchange.js',
        find: 'agent: this.#agent,',
        replace: `agent: (this.pool ??= Array.from({ length: 8 }, () => new http.Agent({ keepAlive: true, maxSockets: 1 })))[
                (this.turn = ((this.turn ?? -1) + 1) % 8)
            ],`,
      },
    ],
  },
  {
    name: 'two-idle-connections',
    freedom: 'Opens two connections at the start that it never uses.',
    legal:
      'RFC 9112, section 9.4: a client may open several connections; pools connect ahead of the first request.',
    changes: [
      {
        file: 'exchange.js',
        find: "import http from 'node:http';",
        replace: "import http from 'node:http';\nimport net from 'node:net';",
      },
      {
        file: 'exchange.js',
        find: 'this.#port = port;',
        replace: `this.#port = port;
        for (let n = 0; n < 2; n += 1) net.connect(port, host).on('error', () => {}).unref();`,
      },
    ],
  },
  {
    name: 'no-connection-header',
    freedom: 'Sends no `Connection` header.',
    legal: 'RFC 9112, section 9.3: in HTTP/1.1 a connection persists without the header.',
    changes: [atEnd("outgoing.removeHeader('Connection'); outgoing.end(body);")],
  },
  {
    name: 'tcp-options',
    freedom: 'Disables the algorithm of Nagle and sends TCP keep-alive probes.',
    legal: 'They are options of the socket, not visible in HTTP.',
    changes: [
      atEnd('outgoing.setNoDelay(true); outgoing.setSocketKeepAlive(true, 1000); outgoing.end(body);'),
    ],
  },
  {
    name: 'reads-replies-lazily',
    freedom: 'Reads the body of a reply 20 ms after its head.',
    legal: 'HTTP sets no pace for a reader.',
    changes: [
      {
        file: 'exchange.js',
        find: 'const reply = await readReply(incoming);',
        replace: 'await new Promise((go) => setTimeout(go, 20)); const reply = await readReply(incoming);',
      },
    ],
  },
  {
    name: 'fetch-for-posts',
    freedom:
      'Polls with `node:http` and posts with the `fetch` of Node, whose pool closes a connection that is idle for 4 s.',
    legal: `${MANY} Polls by \`fetch\` are not: it ends a poll after 300 s and takes an interim reply for an error. Ids of dots alone also go through \`node:http\`, since \`fetch\` resolves them in the path.`,
    changes: [
      {
        file: 'exchange.js',
        find: 'const outgoing = http.request({',
        replace: `if (body !== undefined && !request.path.includes('/%2E')) return byFetch(this.#host, this.#port, { body, headers, ...request });
        const outgoing = http.request({`,
      },
      {
        file: 'exchange.js',
        find: 'async function readReply(incoming) {',
        replace: `async function byFetch(host, port, { path, ...request }) {
    try {
        const reply = await fetch(\`http://\${host.includes(':') ? \`[\${host}]\` : host}:\${port}\${path}\`, { ...request, redirect: 'manual' });
        return { status: reply.status, headers: {}, body: Buffer.from(await reply.arrayBuffer()), complete: true };
    }
    catch (cause) {
        throw new ConnectionLost(String(cause.cause ?? cause), false, { cause });
    }
}
async function readReply(incoming) {`,
      },
    ],
  },
];

function agent(options: string): SourceChange {
  return { file: 'exchange.js', find: '{ keepAlive: true, maxSockets: 1 }', replace: options };
}

function separate(options: string): readonly SourceChange[] {
  return [
    {
      file: 'exchange.js',
      find: '#agent = new http.Agent({ keepAlive: true, maxSockets: 1 });',
      replace: `#agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    #posts = new http.Agent({ ${options} });`,
    },
    {
      file: 'exchange.js',
      find: 'agent: this.#agent,',
      replace: "agent: request.method === 'GET' ? this.#agent : this.#posts,",
    },
  ];
}

function afterReply(statement: string): SourceChange {
  const find = 'const reply = await readReply(incoming);';
  // The agent detaches the socket when the reply ends.
  return { file: 'exchange.js', find, replace: `const { socket } = incoming; ${find} ${statement}` };
}

function atEnd(replace: string): SourceChange {
  return { file: 'exchange.js', find: 'outgoing.end(body);', replace };
}
