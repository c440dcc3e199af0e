/**
 * Loads what the suites import, before vitest says what to run, but not before it is told to: by the end of its input, since a message
 * would take those of vitest with it that have arrived as well.
 */
import { once } from 'node:events';

await once(process.stdin.resume(), 'end');
await Promise.all([import('fast-check'), import('./suite.ts')]);
