/**
 * `evidence.json`: the evidence of each deviation of an example, as the run that first showed it has it. The same deviation looks a little
 * different in every run, so that the pages would change with each series; it is replaced when the version of the runtime changes.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Deviation } from '../../harness/run/run.ts';
import type { Judged } from './board.ts';
import { evidenceOf, type Evidence } from './evidence.ts';
import type { Example } from './examples.ts';

const evidenceSchema = z.strictObject({
  version: z.string().nullable(),
  deviations: z.record(
    z.string(),
    z.strictObject({ expected: z.string(), actual: z.string(), wire: z.array(z.string()) }),
  ),
});

export type StoredEvidence = z.infer<typeof evidenceSchema>;

/** The key of a deviation: one for each requirement and code. */
export function keyOf({ requirement, code }: Pick<Deviation, 'requirement' | 'code'>): string {
  return `${requirement}/${code}`;
}

/** The evidence for the deviations of a run: what is stored, and for the others what this run shows. Pure. */
export function evidenceFor(
  deviations: readonly Deviation[],
  version: string | undefined,
  stored: StoredEvidence | undefined,
): StoredEvidence {
  const usable = stored?.version === (version ?? null) ? stored.deviations : {};
  const all = deviations.map((deviation): [string, StoredEvidence['deviations'][string]] => {
    const key = keyOf(deviation);
    const { expected, actual, wire } = usable[key] ?? evidenceOf(deviation);
    return [key, { expected, actual, wire: [...wire] }];
  });
  // The first of several deviations of one code, in the order of their keys: a small difference between two versions of the file.
  return {
    version: version ?? null,
    deviations: Object.fromEntries(
      all.toReversed().toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)),
    ),
  };
}

/** The evidence as it is shown: the sentence comes from the catalogue. */
export function shownEvidence({
  example,
  run,
}: Pick<Judged, 'example' | 'run'>): (deviation: Deviation) => Evidence {
  const { deviations } = evidenceFor(run.deviations, example.version, example.evidence);
  return (deviation) => ({
    message: deviation.message,
    ...(deviations[keyOf(deviation)] ?? evidenceOf(deviation)),
  });
}

export function readEvidence(folder: string): StoredEvidence | undefined {
  const file = join(folder, 'evidence.json');
  return existsSync(file) ? evidenceSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}

export function writeEvidence({
  example,
  run,
}: {
  readonly example: Example;
  readonly run: Judged['run'];
}): void {
  const evidence = evidenceFor(run.deviations, example.version, example.evidence);
  writeFileSync(join(example.folder, 'evidence.json'), `${JSON.stringify(evidence, null, 1)}\n`);
}
