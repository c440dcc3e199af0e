import { join } from 'node:path';
import { home } from '../support/places.ts';
import { judgeVariant } from '../variants/judge-variant.ts';
import { type Acquittal, acquittalOf, unjudged } from './acquittal.ts';
import { type Innocent, variantOf } from './innocent.ts';

export interface InnocentRunOptions {
  readonly seed: number;
  readonly sourcesDigest: string;
  /** Reuse a stored run of the same sources. */
  readonly resume: boolean;
  /** Whether the processors are kept busy: such a run has a folder of its own. */
  readonly busy: boolean;
  /** Whether few cases are generated. */
  readonly quick: boolean;
}

/** Judges an innocent with the core profile, its own profile and the probe function. A run that fails is a result as well. */
export async function judgeInnocent(
  innocent: Innocent,
  { seed, sourcesDigest, resume, busy, quick }: InnocentRunOptions,
): Promise<Acquittal> {
  const folder = join(
    home,
    'test-results',
    'innocents',
    busy ? 'busy' : quick ? 'quick' : 'whole',
    innocent.name,
  );
  try {
    const run = await judgeVariant(variantOf(innocent), {
      folder,
      words: [
        ...(quick ? ['--quick'] : []),
        '--seed',
        String(seed),
        ...(innocent.profile === undefined ? [] : ['--profile', innocent.profile]),
      ],
      sourcesDigest,
      resume,
    });
    return acquittalOf(innocent, run, busy);
  } catch (error) {
    // One innocent that breaks the harness must not end the whole series.
    return unjudged(innocent, String(error));
  }
}
