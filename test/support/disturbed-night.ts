import type { Pool } from 'pg';
import { expect } from 'vitest';

import { startSandbox } from '../../src/clients/sandbox/start-sandbox.ts';
import { sumOf } from './outcome.ts';
import type { NightResult } from './sandbox-night.ts';
import { startNight } from './sandbox-night.ts';

export const calls = 20;
/** Of 20 listed calls so many reach the model: 8 sales, 4 others. */
export const analysable = 12;

interface DisturbedRun extends NightResult {
  /** Completions asked for in this run. */
  readonly requests: number;
}

export interface DisturbedNight {
  readonly pool: Pool;
  /** One run with these faults (none: a healthy one); its summary must add up. */
  readonly run: (
    faults: readonly string[],
    args?: readonly string[],
    changes?: Readonly<Record<string, string>>,
  ) => Promise<DisturbedRun>;
}

/** One database, and for each run servers with faults of their own that otherwise say the same. */
export async function withDisturbedNight(use: (night: DisturbedNight) => Promise<void>): Promise<void> {
  const night = await startNight({ calls });
  try {
    await use({
      pool: night.database.pool,
      async run(faults, args = [], changes = {}) {
        // A latency, so that the requests of all slots are under way before the first is answered: their numbers are then
        // those of different calls.
        const sandbox = await startSandbox({ calls, faults, latency: ['llm=constant:100'] });
        try {
          const result = await night.runJson(args, { ...sandbox.environment(1), ...changes });
          const { listed, actions, states } = result.day;
          expect([sumOf(actions), sumOf(states)]).toEqual([listed, listed]);
          return { ...result, requests: sandbox.statistics().llm.requests };
        } finally {
          await sandbox.close();
        }
      },
    });
  } finally {
    await night.end();
  }
}

/** Short where a fault is silence and has to be waited for; elsewhere a busy machine must not time out a healthy answer. */
export function patienceFor(faults: string): Readonly<Record<string, string>> {
  return { LLM_TIMEOUT_SECONDS: faults.includes('timeout') ? '3' : '20' };
}
