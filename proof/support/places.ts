/** The paths that the proof uses: the checkout, the compiled command, the bootstraps. */
import { join, resolve } from 'node:path';

/** The folder of the repository. */
export const home = resolve(import.meta.dirname, '../..');

/** The compiled command; `npm test` builds it first. */
export const command = join(home, 'dist', 'main.js');
export const referenceBootstrap = join(home, 'reference-runtime', 'bootstrap');

/** Bootstraps with one behaviour each. */
export const bootstraps = join(home, 'proof', 'bootstraps');
