import { afterAll, beforeAll, expect, it } from 'vitest';

import type { FaultBench } from '../support/faults/fault-bench.ts';
import { openFaultBench } from '../support/faults/fault-bench.ts';
import { atEachStatement } from '../support/faults/list-disturbances.ts';
import { sqlFaultNames } from '../support/faults/sql-fault-proxy.ts';

let bench: FaultBench;
beforeAll(async () => {
  bench = await openFaultBench();
});
afterAll(() => bench.close());

it.each(sqlFaultNames)(
  'each SQL statement, %s: after one more run nothing is lost and nothing paid twice',
  async (name) => {
    const disturbances = atEachStatement(bench.steps, name);
    const { problems, reached } = await bench.disturbAll(disturbances);
    expect(problems).toEqual([]);
    // Nights differ by a statement or two: a pool opens another connection when all of its own are busy.
    expect(reached).toBeGreaterThan(disturbances.length - 5);
  },
);
