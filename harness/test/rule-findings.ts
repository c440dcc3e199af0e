/**
 * Deviations that wire rules see, over all tests of a run. A rule sees the same one in every test whose traces show it, so one test
 * confirms it for all.
 */
import { once } from 'node:events';
import type { Finding } from '../run/test-record.ts';

type Seen = Pick<Finding, 'requirement' | 'code'>;

export class RuleFindings {
  readonly #confirmed = new Map<string, Promise<boolean>>();

  /**
   * Takes over those that no other test confirms. Call `settle` with what was confirmed of them, in any case: the other tests
   * wait for it. Whoever waits for others settles first.
   */
  claim(seen: readonly Seen[]): {
    /** Those that other tests confirm. */
    readonly elsewhere: ReadonlySet<string>;
    readonly settle: (confirmed: readonly Seen[]) => void;
  } {
    const keys = new Set(seen.map(keyOfSeen));
    const elsewhere = new Set([...keys].filter((key) => this.#confirmed.has(key)));
    const own = [...keys].filter((key) => !elsewhere.has(key));
    const settled = new EventTarget();
    let held = new Set<string>();
    const told = once(settled, 'settled');
    for (const key of own)
      this.#confirmed.set(
        key,
        told.then(() => held.has(key)),
      );
    return {
      elsewhere,
      settle: (confirmed) => {
        held = new Set(confirmed.map(keyOfSeen));
        settled.dispatchEvent(new Event('settled'));
      },
    };
  }

  /** Those of the findings that another test has confirmed, once it is done. */
  async confirmed<F extends Seen>(findings: readonly F[]): Promise<F[]> {
    const held = await Promise.all(
      findings.map(async (finding) => (await this.#confirmed.get(keyOfSeen(finding))) ?? false),
    );
    return findings.filter((_, index) => held[index]);
  }
}

/** The requirement and the way in which it was violated. */
export function keyOfSeen({ requirement, code }: Seen): string {
  return `${requirement}/${code}`;
}
