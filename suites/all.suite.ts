/**
 * All suites in one file: vitest runs the tests of a file side by side, so that every wait overlaps every other.
 * Suites with long waits come first.
 */
import { closeAfterAll } from '../harness/vitest/suite.ts';
import './next-patience.suite.ts';
import './loop-patience.suite.ts';
import './next-refused.suite.ts';
import './next.suite.ts';
import './next.property.suite.ts';
import './init.suite.ts';
import './init-failure.suite.ts';
import './init-handler.suite.ts';
import './response.suite.ts';
import './response.property.suite.ts';
import './response-refused.suite.ts';
import './response-size.suite.ts';

closeAfterAll();
