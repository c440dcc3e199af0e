/** A folder of our own for a while: it is made empty and deleted as a whole, with what other programs left in it. */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from './make-folder.ts';

export class ScratchFolder implements AsyncDisposable {
  readonly path: string;
  #keeps = false;

  private constructor(path: string) {
    this.path = path;
  }

  /** A new folder for temporary files. */
  static temporary(): ScratchFolder {
    return new ScratchFolder(mkdtempSync(join(tmpdir(), 'lambdaspec-')));
  }

  /** The folder of this path; what a killed run left there is deleted. */
  static async at(path: string): Promise<ScratchFolder> {
    await rm(path, { recursive: true, force: true });
    makeFolder(path);
    return new ScratchFolder(path);
  }

  /** Leaves the folder to the user. */
  keep(): void {
    this.#keeps = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Go's module cache is read-only; a folder that stays is emptied by the next build.
    if (!this.#keeps) await rm(this.path, { recursive: true, force: true, maxRetries: 3 }).catch(() => {});
  }
}
