import type { TestRecord } from '../run/test-record.ts';
import type { Entry } from '../trace/entry.ts';
import { excerpt } from '../trace/excerpt.ts';

/** Lines of one trace, with the line that counts what is left out. */
const LINES = 40;

/** One short trace for each requirement that held in a test. Requirements that held in the same trace share it. */
export class HeldTraces {
  readonly #traces = new Map<string, { readonly requirements: string[]; readonly trace: string[] }>();
  readonly #kept = new Set<string>();

  /** Keeps the end of a trace, where a test has just seen a requirement hold. */
  keepEnd(requirement: string, entries: readonly Entry[]): void {
    this.#keep(requirement, () => excerpt(entries, entries.length, { before: LINES - 1 }).trace);
  }

  /** Keeps the start of a trace, in all of which a wire rule has seen a requirement hold. */
  keepStart(requirement: string, entries: readonly Entry[]): void {
    this.#keep(requirement, () => excerpt(entries, 0, { before: 0, after: LINES - 2 }).trace);
  }

  get all(): NonNullable<TestRecord['held']> {
    return [...this.#traces.values()];
  }

  #keep(requirement: string, linesOf: () => string[]): void {
    if (this.#kept.has(requirement)) return;
    this.#kept.add(requirement);
    const trace = linesOf();
    const text = trace.join('\n');
    const known = this.#traces.get(text);
    if (known === undefined) this.#traces.set(text, { requirements: [requirement], trace });
    else known.requirements.push(requirement);
  }
}
