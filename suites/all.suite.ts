/**
 * All suites (every `<area>/*.suite.ts`) in one file: vitest runs the tests of one file concurrently, so that their
 * waits overlap. They register in the order of their names, because the position of a test decides its shard.
 */
import { readdirSync } from 'node:fs';
import { extname, sep } from 'node:path';
import { closeAfterAll } from '../harness/vitest/suite.ts';

/** The suites have the extension of this file: `.ts`, or `.js` when compiled. */
const ending = `.suite${extname(import.meta.filename)}`;
const suites = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.includes(sep) && path.endsWith(ending))
  .toSorted();

for (const path of suites) await import(/* @vite-ignore */ `./${path}`);

closeAfterAll();
