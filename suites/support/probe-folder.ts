import { packageFile } from '../../harness/base/package.ts';

/** The folder of the bundled probe functions, which are not compiled. */
export const bundledProbes = packageFile('suites', 'probe');
