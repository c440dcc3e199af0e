#!/usr/bin/env node
/**
 * Plays the side of AWS Lambda in one recorded conversation with a custom runtime, turn by turn, and says whether the runtime
 * still does what was recorded.
 *
 *     node reproduce.mjs [--task-root <folder>] <bootstrap> [arguments…]
 *
 * Exit code 1: the deviation shows; 0: it does not; 2: the command is wrong. Needs Node 18 or newer and nothing else.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import { createServer } from 'node:net';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';

/** How long a busy machine may need for a turn of the runtime. */
const TURN_MS = 15_000;
/** How long the last requests of a process may be in transit when it has ended. */
const LAST_WORDS_MS = 200;
const SHOWN = 300;
/** Headers that are printed. */
const TELLING = /^(?:lambda-|content-|transfer-encoding$|connection$|expect$)/i;

const began = performance.now();

function say(text) {
  print(`${(performance.now() - began).toFixed(1).padStart(9)}ms  ${text}`);
}

function spelt(sign) {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** Prints one line of which no terminal and no workflow runner obeys a part. */
function print(text) {
  const shown = text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (sign) => sign.replaceAll(/[^]/g, spelt))
    .replaceAll(/(?<=#)#(?=\w*\[)/g, spelt)
    .replace(/^(\s*):(?=:)/, `$1${spelt(':')}`);
  console.log(shown);
}

/** Text as one line without control characters. */
function line(text) {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  return escaped.length > SHOWN ? `${escaped.slice(0, SHOWN)}…` : escaped;
}

function headersShown(headers) {
  const shown = headers.filter(([name]) => TELLING.test(name));
  return shown.map(([name, value]) => `  ${name}: ${line(value)}`).join('');
}

function bodyShown(bytes) {
  return `${bytes.length} bytes: ${line(bytes.subarray(0, 4 * SHOWN).toString())}`;
}

function unpacked(data) {
  if (typeof data === 'string') return Buffer.from(data);
  return 'base64' in data
    ? Buffer.from(data.base64, 'base64')
    : inflateRawSync(Buffer.from(data.deflated, 'base64'));
}

/** Replaces what differs from run to run: `${taskRoot}`, `${api}`, and `${now+60000}` by a time in milliseconds. */
function filled(text, values) {
  return text
    .replaceAll(/\$\{now\+(-?\d+)\}/g, (_, ms) => String(Date.now() + Number(ms)))
    .replaceAll(/\$\{(taskRoot|api)\}/g, (_, name) => values[name]);
}

/** Reads the requests of one connection: HTTP/1.1 with a length, in chunks or without a body. */
class Reader {
  #bytes = Buffer.alloc(0);
  #body = undefined;
  #on;

  constructor(on) {
    this.#on = on;
  }

  push(bytes) {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    while (this.#step());
  }

  #step() {
    if (this.#body === undefined) return this.#readHead();
    return this.#body.chunked ? this.#readChunk() : this.#readPart();
  }

  /** Takes what stands before a mark, and the mark. */
  #take(mark) {
    const end = this.#bytes.indexOf(mark);
    if (end === -1) return undefined;
    const text = this.#bytes.toString('latin1', 0, end);
    this.#bytes = this.#bytes.subarray(end + mark.length);
    return text;
  }

  #readHead() {
    const text = this.#take('\r\n\r\n');
    if (text === undefined) return false;
    const [first = '', ...fields] = text.split('\r\n');
    const [method = '', path = ''] = first.split(' ');
    const headers = fieldsOf(fields);
    const valueOf = (name) => headers.find(([other]) => other.toLowerCase() === name)?.[1] ?? '';
    const chunked = /chunked/i.test(valueOf('transfer-encoding'));
    this.#body = { chunked, left: Number(valueOf('content-length')) };
    this.#on.head({ method, path, headers, continues: /100-continue/i.test(valueOf('expect')) });
    return true;
  }

  #readPart() {
    const part = this.#bytes.subarray(0, this.#body.left);
    this.#bytes = this.#bytes.subarray(part.length);
    this.#body.left -= part.length;
    if (part.length > 0) this.#on.data(part);
    return this.#body.left > 0 ? false : this.#end([]);
  }

  #readChunk() {
    const start = this.#bytes.indexOf('\r\n');
    const size = parseInt(this.#bytes.toString('latin1', 0, Math.max(0, start)), 16);
    if (size === 0) {
      const trailers = this.#take('\r\n\r\n');
      return trailers === undefined ? false : this.#end(fieldsOf(trailers.split('\r\n').slice(1)));
    }
    const end = start + 2 + size;
    if (start === -1 || this.#bytes.length < end + 2) return false;
    this.#on.data(this.#bytes.subarray(start + 2, end));
    this.#bytes = this.#bytes.subarray(end + 2);
    return true;
  }

  #end(trailers) {
    this.#body = undefined;
    this.#on.end(trailers);
    return true;
  }
}

function fieldsOf(lines) {
  return lines.map((field) => {
    const colon = field.indexOf(':');
    return [field.slice(0, colon), field.slice(colon + 1).trim()];
  });
}

/** The Runtime API as it was in the recording, and what the runtime does, in order. */
class Api {
  #server = createServer((socket) => this.#accept(socket));
  #turns;
  #sockets = new Set();
  #exchanges = new Map();
  #seen = [];
  #wake = () => {};

  constructor(turns) {
    this.#turns = turns;
  }

  listen(host, port) {
    return new Promise((done, fail) => {
      this.#server.once('error', fail);
      this.#server.listen(port, host, () => done(this.#server.address().port));
    });
  }

  /** Stops listening and resets every connection. */
  gone() {
    this.#server.close();
    for (const socket of this.#sockets) this.#end(socket, 'reset');
  }

  /** Adds something that the runtime did. */
  see(turn) {
    this.#seen.push(turn);
    this.#wake();
  }

  /** The next thing that the runtime does, or undefined when it does nothing for so long. */
  async next(limitMs) {
    if (this.#seen.length === 0) {
      await new Promise((done) => {
        const timer = setTimeout(done, limitMs);
        this.#wake = () => {
          clearTimeout(timer);
          done();
        };
      });
    }
    return this.#seen.shift();
  }

  async reply({ to, status, headers, body, pieces }) {
    const exchange = this.#exchanges.get(to);
    if (exchange === undefined || exchange.socket.destroyed) return;
    exchange.replied = true;
    const bytes = unpacked(body);
    const fields = headers.map(([name, value]) => [name, filled(value, {})]);
    say(`< ${status}${headersShown(fields)}${bytes.length === 0 ? '' : `  ${bodyShown(bytes)}`}`);
    if (pieces === undefined) {
      const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
      exchange.socket.write(
        Buffer.concat([
          Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${head}\r\n`, 'latin1'),
          bytes,
        ]),
      );
      return;
    }
    for (const piece of pieces) {
      if (piece.pauseMs !== undefined) await new Promise((done) => setTimeout(done, piece.pauseMs));
      else if (typeof piece.bytes === 'string') exchange.socket.write(filled(piece.bytes, {}));
      else exchange.socket.write(unpacked(piece.bytes));
    }
  }

  close({ to, how }) {
    const socket = this.#exchanges.get(to)?.socket;
    if (socket === undefined || socket.destroyed) return;
    say(`── the service ${how === 'reset' ? 'resets' : 'closes'} the connection`);
    this.#end(socket, how);
  }

  #end(socket, how) {
    this.#sockets.delete(socket);
    // Node 18.3 and newer can reset a connection.
    if (how === 'reset' && socket.resetAndDestroy !== undefined) socket.resetAndDestroy();
    else socket.end(() => socket.destroy());
  }

  #accept(socket) {
    let current;
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    const reader = new Reader({
      head: (head) => {
        current = this.#begin(socket, head);
      },
      data: (bytes) => {
        current.body.push(bytes);
        this.#readEnough(current);
      },
      end: (trailers) => {
        current.headers.push(...trailers);
        this.#complete(current, 'whole');
      },
    });
    socket.on('data', (bytes) => reader.push(bytes));
    socket.on('error', () => {});
    socket.on('close', () => {
      // It is not in the set when we closed it.
      if (!this.#sockets.delete(socket) || current === undefined || current.replied) return;
      if (current.told) this.see({ runtime: 'disconnect', request: current.request });
      else this.#complete(current, 'broken off');
    });
  }

  #begin(socket, { method, path, headers, continues }) {
    const request = this.#exchanges.size + 1;
    const exchange = { request, socket, method, path, headers, body: [], told: false, replied: false };
    this.#exchanges.set(request, exchange);
    say(`> ${line(method)} ${line(path)}${headersShown(headers)}`);
    this.#readEnough(exchange);
    if (continues && !exchange.told) socket.write('HTTP/1.1 100 Continue\r\n\r\n');
    return exchange;
  }

  /** Takes a request for complete where the service read only a part of it. */
  #readEnough(exchange) {
    const recordedTurn = this.#turns.find(
      ({ request, runtime }) => runtime === 'request' && request === exchange.request,
    );
    const read = recordedTurn?.read;
    if (typeof read === 'number' && Buffer.concat(exchange.body).length >= read)
      this.#complete(exchange, read);
  }

  #complete(exchange, read) {
    if (exchange.told) return;
    exchange.told = true;
    const { request, method, path, headers } = exchange;
    const body = Buffer.concat(exchange.body);
    if (body.length > 0) say(`>   ${bodyShown(body)}`);
    this.see({ runtime: 'request', request, method, path, headers, read, body });
  }
}

/** A JSON document without what differs between machines; ids and numbers only where they are the same each time. */
function comparable(body, compare) {
  let text = body.toString('latin1');
  try {
    const document = JSON.parse(body.toString());
    if (Array.isArray(document?.stackTrace)) text = JSON.stringify({ ...document, stackTrace: '…' });
  } catch {
    // It is compared as it is.
  }
  if (compare === 'exact') return text;
  const named = text.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8,}/gi, '#');
  return compare === 'without ids' ? named : named.replaceAll(/\d+/g, '#');
}

function sameBody(wanted, body, values) {
  if (wanted.sha256 !== undefined) {
    return wanted.length === body.length && wanted.sha256 === createHash('sha256').update(body).digest('hex');
  }
  const expected = typeof wanted === 'string' ? Buffer.from(filled(wanted, values)) : unpacked(wanted);
  return comparable(expected, values.compare) === comparable(body, values.compare);
}

function sameHeaders(recorded, headers, values) {
  const wanted = recorded.map(([name, value]) => [name, filled(value, values)]);
  const names = new Set(wanted.map(([name]) => name.toLowerCase()));
  const compared = headers.filter(
    ([name]) => names.has(name.toLowerCase()) || /^lambda-runtime-/i.test(name),
  );
  return JSON.stringify(compared) === JSON.stringify(wanted);
}

/** Whether the runtime does what was recorded. */
function isSame(wanted, seen, values) {
  if (wanted.runtime !== seen.runtime) return false;
  if (wanted.runtime === 'disconnect') return wanted.request === seen.request;
  if (wanted.runtime === 'exit')
    return wanted.code === seen.code && wanted.signal === seen.signal && wanted.output === seen.output;
  return (
    wanted.method === seen.method &&
    wanted.path === seen.path &&
    wanted.read === seen.read &&
    sameHeaders(wanted.headers, seen.headers, values) &&
    sameBody(wanted.body, seen.body, values)
  );
}

/** What the runtime does in a turn, in words. */
function told(turn) {
  if (turn === undefined) return 'did nothing';
  if (turn.runtime === 'silent') return `did nothing for ${turn.ms} ms`;
  if (turn.runtime === 'disconnect') return 'gave up a request without a reply';
  if (turn.runtime === 'exit') {
    const end = turn.code === undefined ? `was ended by ${turn.signal}` : `exited with code ${turn.code}`;
    return turn.output ? end : `${end} without any output`;
  }
  const body = turn.body.sha256 === undefined ? '' : `, a body of ${turn.body.length} bytes`;
  const bytes = Buffer.isBuffer(turn.body) || body !== '' ? turn.body : unpacked(turn.body);
  const content = body === '' && bytes.length > 0 ? ` with ${bodyShown(bytes)}` : body;
  return `sent ${turn.method} ${line(turn.path)}${content}`;
}

/** The bootstrap in its own process group, so that all of it can be stopped and ended. */
function startRuntime(command, { environment, workingDirectory, onEnd }) {
  say(`── starts ${command.join(' ')}`);
  const child = spawn(command[0], command.slice(1), {
    cwd: workingDirectory,
    env: environment,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = false;
  for (const stream of ['stdout', 'stderr']) {
    child[stream].on('data', (bytes) => {
      output = true;
      for (const text of bytes.toString().trimEnd().split('\n')) say(`${stream} | ${line(text)}`);
    });
  }
  child.on('error', (reason) => {
    console.error(`The bootstrap cannot be started: ${reason.message}`);
    process.exit(2);
  });
  child.on('exit', (code, signal) => {
    setTimeout(() => onEnd(code === null ? { signal, output } : { code, output }), LAST_WORDS_MS);
  });
  return (signal) => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, signal);
    } catch {
      // It has ended.
    }
  };
}

async function serve(turn, api, signal, { host, port }) {
  if (turn.afterMs !== undefined) await new Promise((done) => setTimeout(done, turn.afterMs));
  if (turn.service === 'reply') await api.reply(turn);
  else if (turn.service === 'close') api.close(turn);
  else if (turn.service === 'fault') say(`!! ${turn.fault}`);
  else if (turn.service === 'gone') api.gone();
  else if (turn.service === 'listen') await api.listen(host, port);
  else {
    const name = { freeze: 'SIGSTOP', thaw: 'SIGCONT' }[turn.service] ?? turn.signal;
    say(`── ${name} to the runtime`);
    signal(name);
  }
}

/** The first turn of the runtime that is not as recorded; undefined when all are. */
async function firstDifference(turns, api, signal, values) {
  for (const turn of turns) {
    if (turn.service !== undefined) {
      await serve(turn, api, signal, values);
      continue;
    }
    const seen = await api.next(turn.runtime === 'silent' ? turn.ms : TURN_MS);
    if (turn.runtime === 'silent' ? seen !== undefined : seen === undefined || !isSame(turn, seen, values))
      return { wanted: turn, seen };
  }
}

function oneLine(text) {
  return text.replaceAll(/\s+/g, ' ');
}

async function reproduce({ about, start, compare, turns }, { taskRoot, command }) {
  const api = new Api(turns);
  const port = await api.listen(start.host, 0);
  const values = { taskRoot, compare, host: start.host, port, api: `${start.toldHost}:${port}` };
  const environment = Object.fromEntries(
    Object.entries(start.environment).map(([name, value]) => [name, filled(value, values)]),
  );
  if (process.env.PATH !== undefined) environment.PATH = process.env.PATH;
  const signal = startRuntime([...command, ...start.arguments], {
    environment,
    workingDirectory: taskRoot,
    onEnd: (end) => {
      say(`── the runtime ${told({ runtime: 'exit', ...end })}`);
      api.see({ runtime: 'exit', ...end });
    },
  });
  const difference = await firstDifference(turns, api, signal, values).finally(() => signal('SIGKILL'));
  console.log();
  print(`${about.requirement}/${about.code}: ${about.message}`);
  if (difference === undefined) {
    print(`The deviation shows. expected: ${oneLine(about.expected)}, actual: ${oneLine(about.actual)}`);
    return 1;
  }
  const { wanted, seen } = difference;
  print(
    `The deviation does not show. expected: ${oneLine(about.expected)}, actual: the runtime ${told(seen)}; in the recording it ${told(wanted)}`,
  );
  return 0;
}

function argumentsOf([first, ...rest], bundled) {
  const here = dirname(fileURLToPath(import.meta.url));
  const [root, command] = first === '--task-root' ? [rest[0], rest.slice(1)] : [undefined, [first, ...rest]];
  const [bootstrap, ...more] = command[0] === '--' ? command.slice(1) : command;
  if (bootstrap === undefined || !existsSync(bootstrap)) {
    console.error('Usage: node reproduce.mjs [--task-root <folder>] <bootstrap> [arguments…]');
    process.exit(2);
  }
  const path = resolve(bootstrap);
  const usual = bundled === undefined ? dirname(path) : resolve(here, bundled);
  return { command: [path, ...more], taskRoot: root === undefined ? usual : resolve(root) };
}

/** What `lambdaspec replay --export` recorded. */
const recorded = {};
const code = await reproduce(recorded, argumentsOf(process.argv.slice(2), recorded.start.function));
process.exit(code);
