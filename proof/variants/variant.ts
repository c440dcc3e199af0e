import { compileFunction } from 'node:vm';

/** A runtime made from the reference runtime, or beside it: the common form of mutants and innocents. */
export interface Variant {
  /** For messages. */
  readonly name: string;
  /**
   * Exact replacements in the compiled files. They stay in sync with the source: a text that is not found exactly once
   * is an error.
   */
  readonly changes: readonly SourceChange[];
  /** Whole files to write over the compiled ones, or beside them: absolute paths by the name that they get. */
  readonly files?: Readonly<Record<string, string>>;
  /** Replacements in the bundled probe function in JavaScript: `probe.mjs`. */
  readonly probe?: readonly SourceChange[];
  /** Absolute path of a folder with a bootstrap of its own, which lies beside the compiled files. */
  readonly bootstrap?: string;
}

export interface SourceChange {
  /** Name of the compiled file, for example `loop.js`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

type Changed = Pick<Variant, 'name' | 'changes' | 'probe'>;
type ReadText = (file: string) => Promise<string>;

/** The changes whose text is not found exactly once, as sentences; `read` returns the text of a file. */
export async function misplacedChanges(variant: Changed, read: ReadText): Promise<readonly string[]> {
  return (await applied(variant, read)).misplaced;
}

/** The changed files that are no longer programs, as sentences. */
export async function brokenFiles(variant: Changed, read: ReadText): Promise<string[]> {
  const { texts } = await applied(variant, read);
  return Array.from(texts).flatMap(([file, text]) => {
    const problem = syntaxProblem(text);
    return problem === undefined ? [] : [`${variant.name}: ${file} cannot be parsed: ${problem}`];
  });
}

async function applied(
  { name, changes, probe = [] }: Changed,
  read: ReadText,
): Promise<{ readonly texts: ReadonlyMap<string, string>; readonly misplaced: readonly string[] }> {
  const texts = new Map<string, string>();
  const misplaced: string[] = [];
  for (const { file, find, replace } of [...changes, ...probe]) {
    const pieces = (texts.get(file) ?? (await read(file))).split(find);
    if (pieces.length !== 2)
      misplaced.push(`${name}: "${find}" is found ${pieces.length - 1} times in ${file}`);
    texts.set(file, pieces.join(replace));
  }
  return { texts, misplaced };
}

/** Parses a module as the body of a function: Node offers no parser of modules. */
function syntaxProblem(module: string): string | undefined {
  const body = module
    .replace(/^import\b[^;]*;$/gm, '')
    .replace(/^export (?=\{)[^;]*;$/gm, '')
    .replace(/^\s*export (?:default )?/gm, '')
    .replaceAll('import.meta', '({})');
  try {
    // It is not called.
    compileFunction(`return async () => {${body}\n}`);
    return undefined;
  } catch (reason) {
    return String(reason);
  }
}
