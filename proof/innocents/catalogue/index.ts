import type { Innocent } from '../innocent.ts';
import { concurrencyInnocents } from './concurrency.ts';
import { connectionInnocents } from './connections.ts';
import { documentInnocents } from './documents.ts';
import { languageInnocents } from './languages.ts';
import { outputInnocents } from './output.ts';
import { processInnocents } from './process.ts';
import { reactionInnocents } from './reactions.ts';
import { requestInnocents } from './requests.ts';
import { snapshotInnocents } from './snapshots.ts';
import { streamInnocents } from './streams.ts';
import { structureInnocents } from './structures.ts';

/** Every innocent, in catalogue order. */
export const innocents: readonly Innocent[] = [
  ...connectionInnocents,
  ...requestInnocents,
  ...documentInnocents,
  ...reactionInnocents,
  ...processInnocents,
  ...outputInnocents,
  ...streamInnocents,
  ...snapshotInnocents,
  ...concurrencyInnocents,
  ...structureInnocents,
  ...languageInnocents,
];
