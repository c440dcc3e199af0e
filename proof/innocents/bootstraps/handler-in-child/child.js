// The child of the innocent `handler-in-child`: loads the function and runs it, one invocation after the other.
import { contextFor, exportTraceId } from '../dist/reference-runtime/context.js';
import { errorText, toErrorDocument } from '../dist/reference-runtime/errors.js';
import { FailureGuard } from '../dist/reference-runtime/failure-guard.js';
import { loadHandler } from '../dist/reference-runtime/handler.js';
import { decodeEvent } from '../dist/reference-runtime/invocation.js';
import { flushOutput, log, surviveClosedOutput } from '../dist/reference-runtime/output.js';
import { encodeResult } from '../dist/reference-runtime/result.js';

const guard = new FailureGuard(process, log);
surviveClosedOutput();
// Whether the parent died or ended the channel: no child stays behind.
process.on('disconnect', () => process.exit(0));

async function answer(message) {
  await flushOutput();
  process.channel?.ref();
  process.send?.(message, () => {});
}

async function outcomeOf(label, work) {
  try {
    return { result: await guard.run(work) };
  } catch (thrown) {
    const error = toErrorDocument(thrown);
    log(`${label} ${errorText(error)}`);
    return { error };
  }
}

const { result: handler, error } = await outcomeOf('init failed:', () => loadHandler(process.env));
await answer(error === undefined ? {} : { error });

process.on('message', (received) => void handle(received));

async function handle(received) {
  // Without the channel the event loop can run empty, which shows a handler that never settles.
  process.channel?.unref();
  const invocation = { ...received, body: Buffer.from(received.body) };
  exportTraceId(invocation, process.env);
  await answer(
    await outcomeOf(invocation.requestId, async () =>
      encodeResult(await handler(decodeEvent(invocation), contextFor(invocation, process.env, log))),
    ),
  );
}
