/** `findings.yaml`: the causes of the deviations of an example at MUST and SHOULD, as its source shows them. */
import { z } from 'zod';

const text = z.string().trim().min(1, 'expects a text');

const place = z.strictObject({
  file: text,
  line: text.regex(/^\d+(?:-\d+)?$/, 'expects a line, or a range such as 10-14'),
  /** What stands there, in our words. */
  says: text,
});

const upstream = z.union(
  [
    z.strictObject({ known: z.literal('false'), searched: z.array(text).min(1) }),
    z.strictObject({ known: z.literal('true'), issue: z.url({ protocol: /^https$/ }) }),
  ],
  'expects known: false with a list "searched", or known: true with the address "issue"',
);

const finding = z.strictObject({
  slug: text.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'expects lower-case words with hyphens'),
  title: text.max(120, 'expects at most 120 characters'),
  /** Ids; with `/code`, only that deviation. */
  requirements: z
    .array(text.regex(/^[\w-]+\.[\w.-]+(?:\/[\w-]+)?$/, 'expects an id, or id/code'), 'expects a list')
    .min(1, 'expects at least one id'),
  cause: text,
  places: z.array(place, 'expects a list').min(1, 'expects at least one place'),
  judgement: z.enum(['fault', 'deliberate', 'debatable']),
  /** One sentence for the judgement. */
  why: text,
  upstream,
  /** The command, from the folder of the example. */
  reproduce: text.startsWith('lambdaspec ', 'expects a command that begins with lambdaspec'),
});

export const findingsSchema = z
  .array(finding, 'expects a list of findings')
  .superRefine((findings, context) => {
    const slugs = findings.map(({ slug }) => slug);
    for (const [n, slug] of slugs.entries()) {
      if (slugs.indexOf(slug) === n) continue;
      context.addIssue({
        code: 'custom',
        path: [n, 'slug'],
        message: 'expects a name that no other finding has',
      });
    }
  });

export type Finding = z.infer<typeof finding>;
export type Judgement = Finding['judgement'];
