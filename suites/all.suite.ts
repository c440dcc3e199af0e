/**
 * All suites in one file: vitest runs the tests of a file side by side, so that every wait overlaps every other. Every
 * `<area>/*.suite.ts` is one. They register in the order of their names: the position of a test decides its shard.
 */
import { readdirSync } from 'node:fs';
import { extname, sep } from 'node:path';
import { closeAfterAll } from '../harness/vitest/suite.ts';

/** Compiled as this file is. */
const ending = `.suite${extname(import.meta.filename)}`;
const suites = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.includes(sep) && path.endsWith(ending))
  .toSorted();

for (const path of suites) await import(/* @vite-ignore */ `./${path}`);

closeAfterAll();
