/** The processes of a runtime that the user started: found by its connections, in Linux's /proc. */
import { readProcess, type ProcessFacts } from '../process/proc.ts';
import { ownerOf } from '../runtime-api/wire/socket-owner.ts';

/** How often they are looked for while no connection is open. */
const PACE_MS = 100;

/** What lives as long as the runtime: a group of processes, or one of them. */
interface Life {
  readonly gone: () => boolean;
}

/** Tells when the runtime has ended. */
export class Lifetime implements Disposable {
  readonly #ended: () => void;
  #life: Life | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param ended Called when the processes that were connected have ended. */
  constructor(ended: () => void) {
    this.#ended = ended;
  }

  /** A connection from `peerPort` to `apiPort` was opened. */
  connected(peerPort: number, apiPort: number): void {
    clearInterval(this.#timer);
    if (this.#life !== undefined && !this.#life.gone()) return;
    const owner = ownerOf(peerPort, apiPort);
    this.#life = owner === undefined ? undefined : lifeOf(owner);
  }

  /** The last connection was closed: looks for the processes until there is another, or none of them is left. */
  disconnected(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#look(), PACE_MS);
    this.#timer.unref();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    if (this.#life?.gone() === false) return;
    clearInterval(this.#timer);
    if (this.#life === undefined) return;
    this.#life = undefined;
    this.#ended();
  }
}

/**
 * What lives as long as the runtime that this process belongs to, which may be no more than the curl of one request. A shell
 * gives each command a process group; a script does not, so that there the runtime is what the script started.
 */
function lifeOf(owner: number): Life | undefined {
  const facts = readProcess(owner);
  if (facts === undefined) return undefined;
  if (facts.group !== readProcess(process.pid)?.group) return { gone: () => isGroupGone(facts.group) };
  const above = new Set(lineage(process.pid).map(({ pid }) => pid));
  const top = lineage(owner).findLast(({ pid }) => !above.has(pid));
  return top === undefined ? undefined : { gone: () => isProcessGone(top) };
}

/** The process and those above it, up to the first. */
function lineage(pid: number): ProcessFacts[] {
  const facts = readProcess(pid);
  return facts === undefined ? [] : [facts, ...lineage(facts.parent)];
}

function isGroupGone(group: number): boolean {
  try {
    process.kill(-group, 0);
    return false;
  } catch (reason) {
    return reason instanceof Error && 'code' in reason && reason.code === 'ESRCH';
  }
}

function isProcessGone({ pid, startTicks }: ProcessFacts): boolean {
  const facts = readProcess(pid);
  return facts === undefined || facts.dead || facts.startTicks !== startTicks;
}
