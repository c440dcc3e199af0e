import { clip } from '../base/clip.ts';
import type { Finding } from '../run/test-record.ts';

/** A runtime that puts ever new words into our sentences gets no more than so many for a requirement. */
const MESSAGES_PER_REQUIREMENT = 20;
const MESSAGE_LENGTH = 500;
const TEXT_LENGTH = 4000;

/** What is added to a finding where it is the first of its kind: costly, and read once. */
export type FirstSeen = Pick<Finding, 'expected' | 'actual' | 'trace' | 'output'> &
  Partial<Pick<Finding, 'exchange' | 'counterexample' | 'example'>>;

/** What an attempt found: one finding for each requirement and message, with how often it was met. Bounded, whatever the runtime does. */
export class Findings {
  readonly #byMessage = new Map<string, Finding>();
  readonly #messages = new Map<string, number>();

  get all(): Finding[] {
    return [...this.#byMessage.values()];
  }

  get size(): number {
    return this.#byMessage.size;
  }

  add(requirement: string, message: string, firstSeen: () => FirstSeen): void {
    const shown = clip(message, MESSAGE_LENGTH);
    const key = `${requirement}\n${shown}`;
    const known = this.#byMessage.get(key);
    if (known !== undefined) {
      this.#byMessage.set(key, { ...known, times: (known.times ?? 1) + 1 });
      return;
    }
    const messages = this.#messages.get(requirement) ?? 0;
    if (messages >= MESSAGES_PER_REQUIREMENT) return;
    this.#messages.set(requirement, messages + 1);
    const seen = firstSeen();
    this.#byMessage.set(key, {
      requirement,
      message: shown,
      ...seen,
      expected: clip(seen.expected, TEXT_LENGTH),
      actual: clip(seen.actual, TEXT_LENGTH),
    });
  }
}
