import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Guards against what hangs, not measures: a busy machine is several times slower.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Tests mostly wait for child processes and timers: more workers than the two cores a test machine has.
    maxWorkers: 3,
    // A worker loads each module once, not once for every test file: no test changes what it imports.
    isolate: false,
    // A poll waits for processes and timers of a machine that may be busy.
    expect: { poll: { timeout: 10_000 } },
    projects: [
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: ['test/support/start-test-postgres.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/support/start-test-postgres.ts'],
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          // Files of e2e from whose lists of faults `npm test` draws some have all of them here.
          include: [
            'test/faults/**/*.test.ts',
            'test/e2e/{outages,failing-gateway,faulty-gateway,patience}.test.ts',
          ],
          env: { FAULT_CASES: 'all' },
          globalSetup: ['test/support/start-test-postgres.ts'],
          testTimeout: 900_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        // Needs LiteLLM installed: `npm run test:gateway` sees to it.
        test: { name: 'gateway', include: ['test/gateway/**/*.test.ts'], hookTimeout: 120_000 },
      },
      {
        extends: true,
        // Needs a Docker engine: `npm run test:image` looks for one. One file at a time: they share PostgreSQL and logs.
        test: {
          name: 'image',
          include: ['test/image/**/*.test.ts'],
          globalSetup: ['test/image/set-up.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
