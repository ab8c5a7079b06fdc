import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { FaultBench } from '../support/faults/fault-bench.ts';
import { openFaultBench } from '../support/faults/fault-bench.ts';
import { httpFaultNames } from '../support/faults/http-fault-kinds.ts';
import { atEachExchange } from '../support/faults/list-disturbances.ts';

let bench: FaultBench;
beforeAll(async () => {
  bench = await openFaultBench();
});
afterAll(() => bench.close());

describe.each(['tbank', 'google', 'llm'] as const)('each exchange with %s', (service) => {
  it.each(httpFaultNames)('%s: after one more run nothing is lost and nothing paid twice', async (name) => {
    const disturbances = atEachExchange(bench.steps, service, name);
    // Who waits for an answer that never comes needs no processor.
    const atOnce = name === 'no answer' ? disturbances.length : undefined;
    const { problems, reached } = await bench.disturbAll(disturbances, atOnce);
    expect(problems).toEqual([]);
    expect(reached).toBe(disturbances.length);
  });
});
