/**
 * All suites in one file: vitest runs the tests of a file side by side, so that every wait overlaps every other.
 * Suites with long waits come first.
 */
import { closeAfterAll } from '../harness/vitest/suite.ts';
import './next-patience.suite.ts';
import './loop-patience.suite.ts';
import './next-refused.suite.ts';
import './loop-growth.suite.ts';
import './api-address.suite.ts';
import './shutdown.suite.ts';
import './shutdown-sigterm.suite.ts';
import './shutdown-abrupt.suite.ts';
import './ordinary.suite.ts';
import './next.suite.ts';
import './next-unusual.suite.ts';
import './next-refused-once.suite.ts';
import './next.property.suite.ts';
import './loop.suite.ts';
import './loop.property.suite.ts';
import './http-result.suite.ts';
import './http.suite.ts';
import './http-elsewhere.suite.ts';
import './http-drops.suite.ts';
import './http.property.suite.ts';
import './http-tolerance.suite.ts';
import './http-tolerance.property.suite.ts';
import './init.suite.ts';
import './init-failure.suite.ts';
import './init-handler.suite.ts';
import './init-report.suite.ts';
import './second-start.suite.ts';
import './loud-start.suite.ts';
import './read-only-root.suite.ts';
import './bare-start.suite.ts';
import './context.suite.ts';
import './context-headers.suite.ts';
import './context-isolation.suite.ts';
import './context-unusual.suite.ts';
import './context-values.suite.ts';
import './deadline.suite.ts';
import './deadline-clock.suite.ts';
import './trace.suite.ts';
import './trace-shown.suite.ts';
import './environment.suite.ts';
import './response.suite.ts';
import './response.property.suite.ts';
import './response-refused.suite.ts';
import './response-refusal-logged.suite.ts';
import './response-id.suite.ts';
import './response-bytes.suite.ts';
import './response-reply.suite.ts';
import './response-size.suite.ts';
import './error.suite.ts';
import './error.property.suite.ts';
import './error-escaped.suite.ts';
import './error-refused.suite.ts';
import './error-extreme.suite.ts';
import './error-unfinished.suite.ts';
import './logging.suite.ts';
import './logging-flush.suite.ts';
import './logging-load.suite.ts';

import './sessions.property.suite.ts';
import './timings.suite.ts';

closeAfterAll();
