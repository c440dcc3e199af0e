/** Loads what the suites import, before vitest says what to run, but not before it is told to. */
import { once } from 'node:events';

await once(process, 'message');
await Promise.all([import('fast-check'), import('./suite.ts')]);
