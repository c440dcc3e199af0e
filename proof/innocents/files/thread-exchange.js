// The innocent `calls-from-a-thread`: an Exchange that leaves each request to a worker thread.
// oxlint-disable unicorn/require-post-message-target-origin -- a thread has no origin
import { Worker } from 'node:worker_threads';
import { ConnectionLost } from './exchange.js';

export { ConnectionLost };

export class Exchange {
  #worker;

  constructor(host, port) {
    this.#worker = new Worker(new URL('./exchange-worker.js', import.meta.url), {
      workerData: { host, port },
    });
    this.#worker.unref();
  }

  async send({ signal, ...request }) {
    // Only an unanswered request keeps the process alive.
    this.#worker.ref();
    const abort = () => this.#worker.postMessage('abort');
    signal?.addEventListener('abort', abort);
    try {
      const { lost, reply } = await new Promise((resolve) => {
        this.#worker.once('message', resolve);
        this.#worker.postMessage(request);
        if (signal?.aborted) abort();
      });
      signal?.throwIfAborted();
      if (lost !== undefined) throw new ConnectionLost(lost, false);
      return { ...reply, body: Buffer.from(reply.body) };
    } finally {
      signal?.removeEventListener('abort', abort);
      this.#worker.unref();
    }
  }
}
