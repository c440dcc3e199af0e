import { extname, join } from 'node:path';

/** The folder of the bundled probe functions. They are not compiled: a compiled suite finds them beside `dist/`. */
export const bundledProbes =
  extname(import.meta.filename) === '.js'
    ? join(import.meta.dirname, '..', '..', '..', 'suites', 'probe')
    : join(import.meta.dirname, '..', 'probe');
