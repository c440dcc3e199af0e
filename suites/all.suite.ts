/**
 * All suites in one file: vitest runs the tests of a file side by side, so that every wait overlaps every other.
 * Suites with long waits come first.
 */
import { closeAfterAll } from '../harness/vitest/suite.ts';
import './next.suite.ts';

closeAfterAll();
