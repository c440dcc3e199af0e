// The thread of the innocent `calls-from-a-thread`: makes one request after the other.
// oxlint-disable unicorn/require-post-message-target-origin -- a thread has no origin
import { parentPort, workerData } from 'node:worker_threads';
import { Exchange } from './exchange.js';

const exchange = new Exchange(workerData.host, workerData.port);
let controller = new AbortController();

parentPort.on('message', (request) => void handle(request));

async function handle(request) {
  if (request === 'abort') {
    controller.abort();
    return;
  }
  controller = new AbortController();
  try {
    parentPort.postMessage({ reply: await exchange.send({ ...request, signal: controller.signal }) });
  } catch (error) {
    parentPort.postMessage({ lost: error.message });
  }
}
