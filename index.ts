/** What other programs may import: the Run value, its schema, and the documents made from it. */
export { runJsonSchema, runSchema, schemaVersion } from './harness/run/run.ts';
export type { Deviation, RequirementResult, Run, RunVerdict, Verdict } from './harness/run/run.ts';
export { parseRun, renderTerminal, renderers } from './reports/index.ts';
export type { ReportFormat, TerminalOptions, Renderer } from './reports/index.ts';
export { areas, requirements } from './suites/requirements/index.ts';
export type { RequirementId } from './suites/requirements/index.ts';
