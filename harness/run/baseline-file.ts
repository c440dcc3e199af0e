/** The baseline file: YAML that users edit and `lambdaspec baseline` keeps up to date. */
import {
  CST,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  parseDocument,
  type Document,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { z } from 'zod';
import { displayQuote } from '../base/display-quote.ts';
import { HarnessError, toError } from '../base/errors.ts';
import { foreignText } from '../base/foreign-file.ts';
import type { Baseline, BaselineEntry } from './baseline.ts';

/** Some thousand entries. The parser's time grows with the square of a damaged file, and its memory is a hundred times as large. */
const MAXIMUM_BYTES = 256 * 1024;

/** The parser recurses, and collects an error for each level that does not end. */
const MAXIMUM_DEPTH = 100;

const day = /^\d{4}-\d{2}-\d{2}$/;
const entrySchema = z.strictObject({
  requirement: z.string().min(1),
  reason: z.string().trim().min(1),
  until: z
    .string()
    .refine((text) => day.test(text) && !Number.isNaN(Date.parse(text)), 'expects a day, YYYY-MM-DD')
    .optional(),
  when: z.strictObject({ os: z.string().optional(), arch: z.string().optional() }).optional(),
});

/**
 * Reads a baseline.
 *
 * @throws {HarnessError} BASELINE_INVALID with the line and one sentence.
 */
export function readBaseline(path: string, shown: string): Baseline {
  return parseBaseline(readBaselineText(path, shown), shown);
}

/** @throws {HarnessError} BASELINE_INVALID */
export function readBaselineText(path: string, shown: string): string {
  try {
    return foreignText(path, MAXIMUM_BYTES);
  } catch (cause) {
    throw new HarnessError(
      'BASELINE_INVALID',
      `The baseline ${shown} could not be read: ${toError(cause).message}. \`lambdaspec baseline --update\` writes one.`,
      { cause },
    );
  }
}

/** @throws {HarnessError} BASELINE_INVALID */
export function parseBaseline(text: string, file: string): Baseline {
  const { expected, lineOf } = open(text, file);
  return {
    file,
    entries: expected.items.map((item): BaselineEntry => {
      const line = lineOf(item);
      const parsed = entrySchema.safeParse(isMap(item) ? contentOf(item, file, line) : null);
      if (!parsed.success) throw invalid(file, line, sentence(parsed.error, item));
      return { ...parsed.data, line };
    }),
  };
}

export interface BaselineUpdate {
  /** Unexpected deviations: `id` or `id/code`. */
  readonly add: readonly string[];
  /** Lines of stale entries. */
  readonly remove: readonly number[];
  /** The reason of the new entries. */
  readonly reason: string;
}

/** The updated text of the file; comments, order and the other entries are preserved. */
export function updateBaseline(text: string, file: string, update: BaselineUpdate): string {
  const { document, expected, lineOf } = open(text === '' ? header : text, file);
  expected.items = expected.items.filter((item) => !update.remove.includes(lineOf(item)));
  for (const requirement of update.add) {
    expected.add(document.createNode({ requirement, reason: update.reason }));
  }
  expected.flow = false;
  return document.toString({ lineWidth: 0 });
}

const header = `# Expected deviations. An entry has a requirement (an id, a glob, or id/code for a single deviation) and a reason. It may
# have until: YYYY-MM-DD (its last day) and when: { os, arch }.
expected: []
`;

interface Opened {
  readonly document: Document;
  readonly expected: YAMLSeq;
  readonly lineOf: (node: unknown) => number;
}

function open(text: string, file: string): Opened {
  const lines = new LineCounter();
  checkDepth(text, file);
  // Comparing each key with all others takes minutes where there are many.
  const document = parsedYaml(text, file, { lineCounter: lines, uniqueKeys: false });
  const lineAt = (offset: number): number => lines.linePos(offset).line;
  const [error] = document.errors;
  if (error !== undefined) {
    throw invalid(file, lineAt(error.pos[0]), `invalid YAML: ${error.message.split('\n', 1)[0] ?? ''}`);
  }
  const expected = isMap(document.contents) ? document.contents.get('expected') : undefined;
  if (!isSeq(expected)) {
    throw invalid(file, 1, 'a baseline has one key, "expected", with a list of entries');
  }
  const lineOf = (node: unknown): number =>
    isMap(node) && node.range ? lineAt(node.range[0]) : lineAt(expected.range?.[0] ?? 0);
  return { document, expected, lineOf };
}

/** Counts brackets, and what a single line opens, before the parser sees them. */
function checkDepth(text: string, file: string): void {
  const tooDeep = 'the lists and mappings are nested too deeply';
  let [depth, inLine, line] = [0, 0, 1];
  for (const lexeme of new Lexer().lex(text)) {
    const type = CST.tokenType(lexeme);
    if (type === 'flow-seq-start' || type === 'flow-map-start') depth += 1;
    if (type === 'flow-seq-end' || type === 'flow-map-end') depth -= 1;
    if (type === 'seq-item-ind' || type === 'explicit-key-ind') inLine += 1;
    if (type === 'newline') [inLine, line] = [0, line + 1];
    if (depth < 0) throw invalid(file, line, 'invalid YAML: a bracket ends what no bracket begins');
    if (depth > MAXIMUM_DEPTH || inLine > MAXIMUM_DEPTH) throw invalid(file, line, tooDeep);
  }
}

/** Both functions of the parser recurse, and throw for an alias that they cannot resolve. */
function parsedYaml(text: string, file: string, options: Parameters<typeof parseDocument>[1]): Document {
  try {
    return parseDocument(text, options);
  } catch (cause) {
    throw unreadable(file, 1, cause);
  }
}

function contentOf(item: YAMLMap, file: string, line: number): unknown {
  const keys = item.items.map(({ key }) => (isScalar(key) ? String(key.value) : ''));
  const twice = keys.find((key, n) => keys.indexOf(key) !== n);
  if (twice !== undefined) throw invalid(file, line, `this entry has the key ${displayQuote(twice)} twice`);
  return Object.fromEntries(
    item.items.map(({ key, value }) => [isScalar(key) ? String(key.value) : '', valueOf(value)]),
  );
}

/** The texts of an entry. Of what it cannot have, an empty list or mapping is left: a long key of nested mappings fills the memory. */
function valueOf(node: unknown): unknown {
  if (isScalar(node) || node === null) return node?.value ?? null;
  if (!isMap(node)) return [];
  return Object.fromEntries(
    node.items.map(({ key, value }) => [
      isScalar(key) ? String(key.value) : '',
      isScalar(value) ? value.value : [],
    ]),
  );
}

function unreadable(file: string, line: number, cause: unknown): HarnessError {
  const { message } = toError(cause);
  return invalid(
    file,
    line,
    cause instanceof RangeError
      ? 'the lists and mappings are nested too deeply'
      : `unsupported YAML: ${message}`,
  );
}

function sentence(error: z.ZodError, item: unknown): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'this entry is invalid';
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    if (key !== 'message') return `an entry has no "${key}"; it has requirement, reason, until and when`;
    const id = String(isMap(item) ? item.get('requirement') : 'ID');
    return `"message" is no longer supported: write "requirement: ${id}/CODE"; \`lambdaspec explain ID\` lists the codes of a requirement`;
  }
  const where = issue.path.join('.');
  if (where === '') return 'an entry is a mapping with requirement and reason';
  return issue.code === 'invalid_type' && issue.message.includes('undefined')
    ? `an entry needs "${where}"`
    : `"${where}" ${issue.code === 'custom' ? issue.message : `is invalid: ${issue.message}`}`;
}

function invalid(file: string, line: number, what: string): HarnessError {
  return new HarnessError('BASELINE_INVALID', `${file}:${line}: ${what}.`);
}
