import type { Catalogue } from '../run/requirement.ts';
import type { Control, FailedControl } from './control.ts';

type Result = FailedControl | undefined;

/** The controls that a run has played: tests with the same one share its result. */
export class PlayedControls {
  readonly #played = new Map<string, Promise<Result>>();
  readonly #numbers = new Map<unknown, number>();

  /** The result of a control for these actions: that of an earlier test, or else of `play`. */
  async once<C extends Catalogue>(
    control: Control<C>,
    asked: ReadonlySet<string>,
    play: () => Promise<Result>,
  ): Promise<Result> {
    if (control.play === undefined) return undefined;
    const key = this.#keyOf(control.play, asked);
    const earlier = this.#played.get(key);
    if (earlier !== undefined) return earlier;
    const playing = play();
    this.#played.set(key, playing);
    try {
      const result = await playing;
      // What the machine prevented may succeed the next time.
      if (result !== undefined && result.finding === undefined) this.#played.delete(key);
      return result;
    } catch (reason) {
      this.#played.delete(key);
      throw reason;
    }
  }

  #keyOf(scenario: unknown, asked: ReadonlySet<string>): string {
    const number = this.#numbers.get(scenario) ?? this.#numbers.size;
    this.#numbers.set(scenario, number);
    return JSON.stringify([number, ...[...asked].toSorted()]);
  }
}
