/** `npm run docs`: writes the generated parts of the documentation. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requirementsDocument } from './requirements-document.ts';
import { withTemplates } from './templates.ts';
import { home } from '../support/places.ts';

const docs = join(home, 'docs');
const probeFunction = join(docs, 'probe-function.md');

await writeFile(join(docs, 'requirements.md'), requirementsDocument());
await writeFile(probeFunction, withTemplates(await readFile(probeFunction, 'utf8')));
