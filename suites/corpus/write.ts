/** Writes CORPUS.md anew: `npm run corpus`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { corpusDocument } from './document.ts';
import { corpus } from './index.ts';
import { home } from '../mutants/build.ts';
import { readKills } from './kills.ts';

await writeFile(join(home, 'CORPUS.md'), corpusDocument(corpus, await readKills()));
