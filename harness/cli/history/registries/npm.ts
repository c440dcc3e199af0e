import { listedBy, textsIn } from './listing.ts';
import type { Registry } from './registry.ts';

export const npm: Registry = {
  example: 'npm:aws-lambda-ric',
  isName: (name) => /^(@[a-z0-9][\w.~-]*\/)?[a-z0-9][\w.~-]*$/i.test(name),
  versionsOf: async (name, surround) =>
    listedBy(['npm', 'view', name, 'versions', '--json'], surround, ({ stdout }) => textsIn(stdout)),
};
