import type { Printer } from './printer.ts';
import type { TestRecord } from '../../run/test-record.ts';

interface ProgressState {
  readonly done: number;
  readonly total: number;
  readonly running: readonly string[];
  readonly deviations: number;
}

/** Progress on stderr: a line that is overwritten on a terminal, and plain lines. */
export class Progress {
  readonly #stream: Printer;
  readonly #render: (state: ProgressState) => string;
  readonly #deviating = new Set<string>();
  #shown = false;

  constructor(stream: Printer, render: (state: ProgressState) => string) {
    this.#stream = stream;
    this.#render = render;
  }

  say(text: string): void {
    this.#clear();
    this.#stream.line(text);
  }

  update(record: TestRecord, done: number, total: number): void {
    for (const finding of record.findings) this.#deviating.add(finding.requirement);
    if (!this.#stream.isTTY) return;
    this.#clear();
    this.#stream.write(
      this.#render({ done, total, running: [record.test], deviations: this.#deviating.size }),
    );
    this.#shown = true;
  }

  end(): void {
    this.#clear();
  }

  #clear(): void {
    if (this.#shown) this.#stream.erase();
    this.#shown = false;
  }
}
