/**
 * Loads the tests, before vitest says what to run, but not before it is told their module: by its input, since a message would take
 * those of vitest with it that have arrived as well.
 */
import { text } from 'node:stream/consumers';

const tests = await text(process.stdin);
// vitest loads them again, and reports what fails.
await import(tests).catch(() => {});
