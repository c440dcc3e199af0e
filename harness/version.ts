import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version in our package.json, found upwards from here: from the sources and from `dist/` alike. */
export function toolVersion(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    try {
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
        name?: unknown;
        version?: unknown;
      };
      if (manifest.name === 'lambdaspec' && typeof manifest.version === 'string') return manifest.version;
    } catch {
      // No manifest here; look further up.
    }
    if (folder === dirname(folder)) throw new Error('package.json of lambdaspec was not found');
  }
}
