/** Our own package: its version, and where its files are, beside the sources or beside `dist/`. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Whether this is the built program, whose modules are bundled. */
const isBuilt = !import.meta.filename.endsWith('.ts');

interface Package {
  readonly folder: string;
  readonly version: string;
}

let found: Package | undefined;

/** The version in our package.json. */
export function toolVersion(): string {
  return own().version;
}

/** A file that is not compiled. Relative to the folder of the package. */
export function packageFile(...path: readonly string[]): string {
  return join(own().folder, ...path);
}

/** A module that is loaded by its path: the source, or what was built of it. */
export function packageModule(source: string): string {
  return isBuilt ? packageFile('dist', source.replace(/\.ts$/, '.js')) : packageFile(source);
}

function own(): Package {
  found ??= find(import.meta.dirname);
  return found;
}

/** Searched upwards, so that it is found from the sources and from `dist/`. */
function find(from: string): Package {
  for (let folder = from; ; folder = dirname(folder)) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const version = ownVersion(manifest);
      if (version !== undefined) return { folder, version };
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
