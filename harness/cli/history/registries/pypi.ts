import { listedBy } from './listing.ts';
import type { Registry } from './registry.ts';

const options = ['--pre', '--ignore-requires-python', '--disable-pip-version-check'];

export const pypi: Registry = {
  example: 'pypi:awslambdaric',
  isName: (name) => /^[a-z0-9]([\w.-]*[a-z0-9])?$/i.test(name),
  versionsOf: async (name, surround) =>
    listedBy(
      ['python3', '-m', 'pip', 'index', 'versions', name, ...options],
      surround,
      ({ stdout }) => /^Available versions: (.*)$/m.exec(stdout)?.[1]?.split(', ') ?? [],
    ),
};
