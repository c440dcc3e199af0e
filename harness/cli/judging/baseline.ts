import { resolve } from 'node:path';
import { HarnessError } from '../../base/errors.ts';
import { unknownEntries, type DatedBaseline } from '../../run/baseline.ts';
import type { CommandContext } from '../io/context.ts';

/**
 * Reads the user's baseline, dated today.
 *
 * @throws {HarnessError} BASELINE_UNKNOWN with a line for each entry that matches nothing.
 */
export async function knownBaseline(
  asked: string | undefined,
  { catalogue, workingDirectory }: Pick<CommandContext, 'catalogue' | 'workingDirectory'>,
): Promise<DatedBaseline | undefined> {
  if (asked === undefined) return undefined;
  // The parser of YAML takes longer to load than all else that a run reads.
  const { readBaseline } = await import('../../run/baseline-file.ts');
  const baseline = readBaseline(resolve(workingDirectory, asked), asked);
  const unknown = unknownEntries(baseline, catalogue);
  if (unknown.length > 0) {
    throw new HarnessError(
      'BASELINE_UNKNOWN',
      unknown.map(({ line, message }) => `${asked}:${line}: ${message}`),
    );
  }
  const today = new Date().toISOString().slice(0, 10);
  return { ...baseline, today, os: process.platform, arch: process.arch };
}
