/** Keeps the probe functions in the documentation identical to those that `lambdaspec init` writes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { home } from '../support/places.ts';

const folder = join(home, 'suites', 'probe', 'templates');

/** The document with each template in the block below its `<!-- template name -->`. */
export function withTemplates(markdown: string): string {
  return markdown.replaceAll(
    /^(<!-- template (\S+) -->\n\n```\w+\n)[\s\S]*?^```$/gm,
    (_, head: string, name: string) => `${head}${readFileSync(join(folder, name), 'utf8')}\`\`\``,
  );
}
