import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: 'test-results/self.json' }]],
    projects: [
      {
        test: {
          name: 'self',
          include: ['{bench,harness,suites,reports,reference-runtime,proof}/**/*.test.ts'],
        },
      },
    ],
  },
});
