/** A second signal this soon is the same Ctrl-C: npx passes on what the terminal has sent to both. */
const SAME_MS = 500;

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

type SignalledProcess = Pick<NodeJS.Process, 'pid' | 'kill'> & Pick<NodeJS.EventEmitter, 'on' | 'off'>;

/** Signals as an AbortSignal: the first ends the command in order, and another ends the process at once. */
export class Interruption {
  readonly #process: SignalledProcess;
  readonly #interrupted = new AbortController();
  #since: number | undefined;

  constructor(own: SignalledProcess) {
    this.#process = own;
  }

  get signal(): AbortSignal {
    return this.#interrupted.signal;
  }

  /** From now on signals do not end the process. */
  hear(): void {
    for (const signal of signals) this.#process.on(signal, this.#heard);
  }

  readonly #heard = (signal: NodeJS.Signals): void => {
    this.#since ??= performance.now();
    this.#interrupted.abort(signal);
    if (performance.now() - this.#since < SAME_MS) return;
    for (const one of signals) this.#process.off(one, this.#heard);
    this.#process.kill(this.#process.pid, signal);
  };
}
