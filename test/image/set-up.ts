import type { TestProject } from 'vitest/node';

import type { Containers } from './containers.ts';
import { startContainers } from './start-containers.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** What all tests of the image share; NULL where there is no engine. */
    containers: Containers | null;
  }
}

/** Starts everything once for all test files; vitest calls the returned function at the end. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  // Set by scripts/with-engine.js, which looks for an engine.
  const compose = process.env['CALLQ_TEST_COMPOSE'] ?? '';
  if (compose === '') {
    project.provide('containers', null);
    return () => Promise.resolve();
  }
  const { containers, end } = await startContainers(compose);
  project.provide('containers', containers);
  return end;
}
