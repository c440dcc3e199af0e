/** What a program printed before it failed, in the form in which two failures can be compared. */

/** The line that names the failure: that of an exception or a panic, also below a stack trace of other lines. */
const NAMES_FAILURE =
  /^(?:panic:|fatal error:|Caused by:|Exception in thread|(?:[\w$]+[.:])*[\w$]*(?:Error|Exception|Failure)\b)/;
/** Rust names the place; the message is the next line. */
const PANICS = /^thread '.*' panicked at /;
/** Further lines of a stack trace, or of a log record. */
const CONTINUES = /^(?:\s|at |\.\.\. |goroutine |created by |note: |Node\.js v|\[?$)/;
/** How Node prints the error behind an error, indented in the stack trace. */
const CAUSED_BY = /^\s+\[cause\]: (.+?)(?: \{)?$/;
const SOUNDS_BAD =
  /error|exception|panic|fatal|fail|cannot|could not|unable|invalid|illegal|denied|refused|too (?:long|large|many)|not found|no such|assert/i;
/** A number, but no status of HTTP that is called so. */
const NUMBER = /\d+(?<!(?:status|code|error|http)\W{0,4}[1-5]\d\d)(?!\d)/gi;
const LENGTH = 160;

/**
 * The line of an output that tells most about its end; empty without output. Lines that repeat a reply of the Runtime API are
 * left out: they tell what the API said.
 */
export function lastWords(output: string, replies: readonly string[] = []): string {
  const lines = output
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !replies.some((reply) => reply.includes(line) || line.includes(reply)));
  const named = lines.findLast((line, at) => NAMES_FAILURE.test(line) || PANICS.test(lines[at - 1] ?? ''));
  const told = named ?? lines.findLast((line) => !CONTINUES.test(line)) ?? lines.at(-1) ?? '';
  // `TypeError: fetch failed` alone says nothing.
  const behind = lines.slice(lines.lastIndexOf(told) + 1).flatMap((line) => CAUSED_BY.exec(line)?.[1] ?? []);
  return behind.length === 0 ? told : `${told} (${behind.join(', ')})`;
}

/** The words for a sentence. What tells two failures apart may stand at their end, so they are compared whole. */
export function shortWords(words: string): string {
  return words.length > LENGTH ? `${words.slice(0, LENGTH - 1)}…` : words;
}

/** Whether the words tell of a failure, rather than being a log line of ordinary work. */
export function tellOfFailure(words: string): boolean {
  return SOUNDS_BAD.test(words);
}

/**
 * The words without what differs between two failures of one kind: ids, numbers, quoted values, temporary folders. A status
 * stays: a client that fails at one reply fails in another place than at another.
 */
export function kindOfWords(words: string): string {
  return words
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '#')
    .replaceAll(/\/tmp\/[\w./-]+/g, '/tmp/#')
    .replaceAll(/0x[0-9a-f]+|\b[0-9a-f]{9,}\b/gi, '#')
    .replaceAll(NUMBER, '#');
}
