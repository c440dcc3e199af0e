/** All suites in one file: vitest runs the tests of one file concurrently, so that their waits overlap. */
// oxlint-disable-next-line import/no-unassigned-import -- it declares the tests
import './all.ts';
import { registerTests } from '../harness/vitest/suite.ts';

registerTests();
