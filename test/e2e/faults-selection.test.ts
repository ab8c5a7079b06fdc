import { afterAll, beforeAll, expect, it } from 'vitest';

import type { FaultBench } from '../support/faults/fault-bench.ts';
import { openFaultBench } from '../support/faults/fault-bench.ts';
import { drawSome, faultSeed, seededRandom } from '../support/faults/fault-seed.ts';
import { httpFaultNames } from '../support/faults/http-fault-kinds.ts';
import { services } from '../support/faults/fault-rig.ts';
import {
  allKillMoments,
  atEachExchange,
  atEachStatement,
  killAt,
} from '../support/faults/list-disturbances.ts';
import { sqlFaultNames } from '../support/faults/sql-fault-proxy.ts';

/** Of each sort; `npm run test:faults` has all of them. */
const nights = 3;

let bench: FaultBench;
beforeAll(async () => {
  bench = await openFaultBench();
});
afterAll(() => bench.close());

it(`a selection of npm run test:faults (FAULT_SEED=${faultSeed}): nothing lost, nothing paid twice`, async () => {
  const { steps } = bench;
  // An answer that never comes costs minutes at T-Bank.
  const quickNames = httpFaultNames.filter((name) => name !== 'no answer' && name !== 'slow drip');
  const exchanges = services.flatMap((service) =>
    quickNames.flatMap((name) => atEachExchange(steps, service, name)),
  );
  const statements = sqlFaultNames.flatMap((name) => atEachStatement(steps, name));
  const kills = allKillMoments(steps).map(({ moment, number }) => killAt(moment, number));
  const { problems, reached } = await bench.disturbAll([
    ...drawSome(seededRandom(31), exchanges, 2 * nights),
    ...drawSome(seededRandom(32), statements, nights),
    ...drawSome(seededRandom(33), kills, nights),
  ]);
  expect(problems).toEqual([]);
  expect(reached).toBeGreaterThanOrEqual(4 * nights - 1);
});
