import { HarnessError } from '../../base/errors.ts';
import { isStreamed } from './body-recorder.ts';
import type { Exchange } from './exchange.ts';
import type { Invocation } from '../invocations/invocation.ts';
import { brokenInvocation, brokenRules } from './reply-rules.ts';

const KEPT_PROBLEMS = 20;
const CONTINUE = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n');

/** A server that has sent so many replies has sent each kind of them; of the later ones, and of the events, every tenth is checked. */
const ALL_CHECKED = 2000;
const LATER_CHECKED = 10;

/**
 * Checks every byte the server sends and records broken rules. Exchanges with injected faults are not checked. It is
 * always on, so that a fault of the harness is never reported as a deviation of a runtime.
 */
export class ReplyGuard {
  readonly #problems: string[] = [];
  #replies = 0;
  #invocations = 0;

  /** Whether the next reply is checked. */
  checksNext(): boolean {
    this.#replies += 1;
    return isChecked(this.#replies);
  }

  /** An invocation was queued. */
  queued(invocation: Invocation): void {
    this.#invocations += 1;
    if (!isChecked(this.#invocations)) return;
    for (const problem of brokenInvocation(invocation, Date.now())) {
      this.note(`invocation ${invocation.number} ${problem}`);
    }
  }

  /** Watches the replies of one connection. */
  watch(): ReplyWatch {
    return new ReplyWatch(this);
  }

  note(problem: string): void {
    if (this.#problems.length < KEPT_PROBLEMS) this.#problems.push(problem);
  }

  /** @throws {HarnessError} ENGINE_FAILED when the server broke a rule. */
  close(): void {
    const problems = this.#problems.splice(0);
    if (problems.length === 0) return;
    throw new HarnessError('ENGINE_FAILED', [
      'The Runtime API server broke its own rules:',
      ...problems.map((problem) => `  ${problem}`),
    ]);
  }
}

function isChecked(count: number): boolean {
  return count <= ALL_CHECKED || count % LATER_CHECKED === 0;
}

/** Collects what one connection sends, reply by reply. */
export class ReplyWatch {
  readonly #guard: ReplyGuard;
  #exchange: Exchange | undefined;
  #parts: Buffer[] = [];
  /** Set after a fault or a malformed request: what follows is not judged. */
  #blind = false;

  constructor(guard: ReplyGuard) {
    this.#guard = guard;
  }

  /** The head of a request arrived. */
  began(exchange: Exchange): void {
    if (this.#exchange !== undefined && !this.#blind) {
      this.#guard.note(`request ${this.#exchange.id} got no reply before request ${exchange.id}`);
    }
    this.#exchange = exchange;
    this.#parts = [];
    this.#blind = exchange.faults.length > 0;
  }

  /** Stops judging the connection until the next request. */
  look(away: boolean): void {
    this.#blind ||= away;
  }

  wrote(bytes: Buffer): void {
    if (this.#blind) return;
    if (this.#exchange === undefined) this.#guard.note(`${bytes.length} bytes were sent without a request`);
    else this.#parts.push(bytes);
  }

  /** The reply is complete. */
  finished(exchange: Exchange, delivered: Invocation | undefined): void {
    const { route, head, bodyBytes } = exchange;
    if (!this.#blind && exchange === this.#exchange && this.#guard.checksNext()) {
      const methodFits = route.method === undefined || route.method === head.method;
      const streamed = isStreamed(head);
      const asked = { endpoint: route.endpoint, methodFits, bodyBytes, streamed, delivered };
      for (const problem of brokenRules(this.#final(), asked)) {
        this.#guard.note(
          `the reply to request ${exchange.id} (${head.method} ${head.target.slice(0, 120)}) ${problem}`,
        );
      }
    }
    this.#exchange = undefined;
    this.#parts = [];
  }

  /** The bytes after a `100 Continue`, if one was sent. */
  #final(): Buffer {
    const [first, ...others] = this.#parts;
    const parts = first?.equals(CONTINUE) === true ? others : this.#parts;
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  }
}
