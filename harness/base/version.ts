import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The version in our package.json, searched upwards so that it is found from the sources and from `dist/`. */
export function toolVersion(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const version = ownVersion(manifest);
      if (version !== undefined) return version;
    } catch {
      // No manifest here; look further up.
    }
    if (folder === dirname(folder)) throw new Error('package.json of lambdaspec was not found');
  }
}

/** Without a library: an error while the libraries are loaded names the version too. */
function ownVersion(manifest: unknown): string | undefined {
  if (typeof manifest !== 'object' || manifest === null) return undefined;
  if (!('name' in manifest) || manifest.name !== 'lambdaspec' || !('version' in manifest)) return undefined;
  return typeof manifest.version === 'string' ? manifest.version : undefined;
}
