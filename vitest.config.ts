import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'self',
          include: ['{harness,suites,reports,reference-runtime}/**/*.test.ts'],
          exclude: ['dist/**', 'node_modules/**', 'examples/**'],
        },
      },
    ],
  },
});
