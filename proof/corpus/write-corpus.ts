/** `npm run corpus`: writes docs/proof/corpus.md. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { corpusDocument } from './document.ts';
import { corpus } from './index.ts';
import { readKills } from './kills.ts';
import { home } from '../support/places.ts';

await writeFile(join(home, 'docs/proof/corpus.md'), corpusDocument(corpus, await readKills()));
