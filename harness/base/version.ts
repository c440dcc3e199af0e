import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const ourManifest = z.object({ name: z.literal('lambdaspec'), version: z.string() });

/** The version in our package.json, searched upwards so that it is found from the sources and from `dist/`. */
export function toolVersion(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const ours = ourManifest.safeParse(manifest);
      if (ours.success) return ours.data.version;
    } catch {
      // No manifest here; look further up.
    }
    if (folder === dirname(folder)) throw new Error('package.json of lambdaspec was not found');
  }
}
