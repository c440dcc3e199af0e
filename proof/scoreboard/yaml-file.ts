/** Reads the YAML files of the examples: every scalar as text, so that version 1.10 does not become 1.1. */
import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** Mistakes in the files of an example, one sentence each. */
export class ExampleMistakes extends Error {
  override readonly name = 'ExampleMistakes';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'));
    this.mistakes = mistakes;
  }
}

/**
 * The content of a file, as the schema describes it.
 *
 * @param shown The path in messages.
 * @throws {ExampleMistakes} with a sentence for each mistake.
 */
export function readYaml<T extends z.ZodType>(path: string, shown: string, schema: T): z.infer<T> {
  return parseYaml(readFileSync(path, 'utf8'), shown, schema);
}

/** @throws {ExampleMistakes} */
export function parseYaml<T extends z.ZodType>(text: string, shown: string, schema: T): z.infer<T> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, schema: 'failsafe' });
  if (document.errors.length > 0) {
    throw new ExampleMistakes(
      document.errors.map(({ pos, message }) => {
        const { line } = lineCounter.linePos(pos[0]);
        return `${shown}:${line}: invalid YAML: ${message.split('\n', 1)[0]?.replace(/ at line.*$/, '')}.`;
      }),
    );
  }
  const parsed = schema.safeParse(document.toJS(), { reportInput: true });
  if (!parsed.success) throw new ExampleMistakes(parsed.error.issues.map((issue) => sentence(issue, shown)));
  return parsed.data;
}

function sentence(issue: z.core.$ZodIssue, shown: string): string {
  const [first, ...rest] = issue.path;
  // The file is a mapping, or a list of entries that are counted from 1.
  const [where, path] =
    typeof first === 'number' ? [`${shown}: entry ${first + 1}: `, rest] : [`${shown}: `, issue.path];
  const name = path
    .map((part, n) => (typeof part === 'number' ? `[${part}]` : `${n > 0 ? '.' : ''}${String(part)}`))
    .join('');
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.map((key) => `"${key}"`).join(', ');
    return `${where}${name === '' ? '' : `"${name}" has an `}unknown key ${keys}.`;
  }
  if (issue.input === undefined || issue.input === null) {
    return name === '' ? `${where}the file is empty.` : `${where}"${name}" is missing.`;
  }
  const what =
    issue.code === 'invalid_value'
      ? `expects one of ${issue.values.join(', ')}`
      : issue.message.startsWith('expects')
        ? issue.message
        : `is wrong: ${issue.message}`;
  return `${where}${name === '' ? 'the file' : `"${name}"`} ${what}.`;
}
