/** Serves the bundled probe function; a handler that ends the process ends this worker. */
import { fail, loop, respond } from './runtime.mjs';

const { handler } = await import(`${process.env.LAMBDA_TASK_ROOT}/probe.mjs`);
await loop(async (id, event) => {
  const result = await handler(JSON.parse(event), {}).catch(() => undefined);
  await (result === undefined ? fail(id) : respond(id, JSON.stringify(result)));
});
