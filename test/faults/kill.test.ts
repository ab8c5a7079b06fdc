import { afterAll, beforeAll, expect, it } from 'vitest';

import type { FaultBench } from '../support/faults/fault-bench.ts';
import { openFaultBench } from '../support/faults/fault-bench.ts';
import { drawSome, faultSeed, seededRandom } from '../support/faults/fault-seed.ts';
import { allKillMoments, killAt } from '../support/faults/list-disturbances.ts';

/** Some are never reached: nights differ by a statement or two. */
const kills = 110;

let bench: FaultBench;
beforeAll(async () => {
  bench = await openFaultBench();
});
afterAll(() => bench.close());

it('kill -9 at 100 moments and more: the next run loses nothing and pays only for answers not yet stored', async () => {
  console.log(`FAULT_SEED=${faultSeed}`);
  const moments = drawSome(seededRandom(1), allKillMoments(bench.steps), kills);
  const { problems, reached } = await bench.disturbAll(
    moments.map(({ moment, number }) => killAt(moment, number)),
  );
  expect(problems).toEqual([]);
  expect(reached).toBeGreaterThanOrEqual(100);
});
