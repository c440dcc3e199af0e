/** `example.yaml`: what an example is, and how to judge it. */
import { z } from 'zod';
import type { Profile } from '../../harness/run/requirement.ts';

const profiles = [
  'core',
  'streaming',
  'managed-instances',
  'snapstart',
  'tenant-isolation',
  'invocation-id',
  'json-logging',
  'w3c-trace-context',
] as const satisfies readonly Profile[];

/** The author of the runtimes that are part of lambdaspec. */
export const OURS = 'lambdaspec';

/** Options that come from other members of the file, or from the command that judges. */
const taken = /^--(?:profile|baseline|out|report)(?:=|$)/;

const word = z.string().trim().min(1, 'expects a text');

export const exampleSchema = z
  .strictObject({
    /** The heading of its column. */
    title: word.max(60, 'expects at most 60 characters'),
    language: word,
    by: word,
    /** The package; absent where the runtime is the folder itself. */
    runtime: word.optional(),
    version: word.optional(),
    source: z.url({ protocol: /^https$/, message: 'expects an address with https' }).optional(),
    /** Commands that build.sh and bootstrap need. */
    needs: z.array(word, 'expects a list'),
    /** Packages that bring them. */
    debian: z.array(word, 'expects a list').default([]),
    /** From the folder of the example. */
    bootstrap: word,
    /** Further arguments of lambdaspec. */
    arguments: z
      .array(
        word.refine((text) => !taken.test(text), {
          error: 'expects none of --profile, --baseline, --out and --report',
        }),
        'expects a list',
      )
      .default([]),
    profiles: z
      .array(z.enum(profiles), 'expects a list')
      .refine((list) => list.includes('core'), { error: 'expects core among the profiles' }),
    note: word.optional(),
  })
  .superRefine((example, context) => {
    if (example.by === OURS) return;
    for (const key of ['runtime', 'version', 'source'] as const) {
      if (example[key] === undefined) {
        context.addIssue({
          code: 'custom',
          path: [key],
          message: `expects a value, since "by" is not ${OURS}`,
        });
      }
    }
  });

export type ExampleFile = z.infer<typeof exampleSchema>;
