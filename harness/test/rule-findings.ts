/**
 * Deviations that wire rules see, over all tests of a run. A rule sees the same one in every test whose traces show it, so one test
 * confirms it for all.
 */
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
    const keys = [...new Set(seen.map(keyOfSeen))];
    const elsewhere = new Set(keys.filter((key) => this.#confirmed.has(key)));
    const settling = new Map(
      keys.flatMap((key) => {
        if (elsewhere.has(key)) return [];
        const { promise, resolve } = withResolvers<boolean>();
        this.#confirmed.set(key, promise);
        return [[key, resolve] as const];
      }),
    );
    const settle = (confirmed: readonly Seen[]): void => {
      const held = new Set(confirmed.map(keyOfSeen));
      for (const [key, resolve] of settling) resolve(held.has(key));
    };
    return { elsewhere, settle };
  }

  /** Those of the findings that another test has confirmed, once it is done. */
  async confirmed<F extends Seen>(findings: readonly F[]): Promise<F[]> {
    const held = await Promise.all(findings.map((finding) => this.#confirmed.get(keyOfSeen(finding))));
    return findings.filter((_, index) => held[index] === true);
  }
}

/** The requirement and the way in which it was violated. */
export function keyOfSeen({ requirement, code }: Seen): string {
  return `${requirement}/${code}`;
}

function withResolvers<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((resolved) => {
    resolve = resolved;
  });
  return { promise, resolve };
}
