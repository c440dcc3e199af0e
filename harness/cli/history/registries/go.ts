import * as z from 'zod';
import { listedBy } from './listing.ts';
import type { Registry } from './registry.ts';

const listed = z.object({ Versions: z.array(z.string()).default([]) });

export const go: Registry = {
  example: 'go:github.com/aws/aws-lambda-go',
  isName: (name) => /^\w[\w.~-]*\.[\w.~-]+(\/[\w.~-]+)*$/.test(name),
  versionsOf: async (name, { environment, signal }) =>
    listedBy(
      ['go', 'list', '-m', '-versions', '-json', name],
      { environment: { ...environment, GOFLAGS: '-mod=mod', GOWORK: 'off' }, signal },
      ({ stdout }) => listed.parse(JSON.parse(stdout)).Versions,
    ),
};
