import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Sandbox } from '../../src/clients/sandbox/start-sandbox.ts';
import { startSandbox } from '../../src/clients/sandbox/start-sandbox.ts';
import type { Outcome } from '../support/outcome.ts';
import { readOutcome } from '../support/outcome.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { startNight } from '../support/sandbox-night.ts';

const calls = 40;
const concurrency = 16;
/** Far fewer than sixteen slots could send. */
const quota = 'requests=6:seconds=1';
const latency = ['llm=constant:50'];

let healthy: SandboxNight;
let undisturbed: Outcome;
let analysable: number;

beforeAll(async () => {
  healthy = await startNight({ calls, latency });
  const { day } = await healthy.runJson();
  analysable = day.actions.analysed;
  undisturbed = await readOutcome(healthy.database.pool);
});
afterAll(() => healthy.end());

/** Runs a night against a gateway with this quota or these faults; it must come out like the undisturbed one. */
async function runNight(options: { quota?: string; faults?: string[] }): Promise<SandboxNight> {
  const night = await startNight({ calls, latency, ...options });
  const changes = { LLM_CONCURRENCY: String(concurrency) };
  const { exitCode, day } = await night.runJson([], changes);
  expect([exitCode, day.actions]).toMatchObject([0, { analysed: analysable, failed: 0, left: 0 }]);
  expect(await readOutcome(night.database.pool)).toEqual(undisturbed);
  const { peakInFlight } = night.sandbox.statistics().llm;
  expect(peakInFlight).toBeLessThanOrEqual(concurrency);
  return night;
}

const refusedBy = ({ sandbox }: { sandbox: Sandbox }): number =>
  sandbox.statistics().llm.answersByStatus['429'] ?? 0;

/** As many requests by a client that always has all its slots busy and waits a second after a 429, as the old program did. */
async function refusedAtFixedConcurrency(): Promise<number> {
  const sandbox = await startSandbox({ quota, latency });
  try {
    let left = analysable;
    const headers = { authorization: `Bearer ${sandbox.environment(1)['TOKEN_LLM'] ?? ''}` };
    const work = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        const post = (): Promise<Response> =>
          fetch(`${sandbox.urls.llm}/v1/chat/completions`, { method: 'POST', headers, body: '{}' });
        while ((await post()).status === 429) await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    };
    await Promise.all(Array.from({ length: concurrency }, work));
    return refusedBy({ sandbox });
  } finally {
    await sandbox.close();
  }
}

describe('a gateway that lets only so much through', () => {
  it('is asked more slowly: fewer refusals than at a fixed concurrency, and no call fails', async () => {
    const fixed = await refusedAtFixedConcurrency();
    for (const [tells, share] of [
      ['retry-after', 0.9],
      ['remaining', 0.5],
      ['nothing', 1],
    ] as const) {
      const night = await runNight({ quota: `${quota}:tells=${tells}` });
      try {
        expect(refusedBy(night) / fixed).toBeLessThan(share);
      } finally {
        await night.end();
      }
    }
  });
});

describe('429 at rates', () => {
  it.each(['llm:429@20%', 'llm:429:retry-after=0.2@20%', 'llm:429:provider-retry-after=0.2@20%'])(
    '%s: the night completes, at a pace that is never above the limit',
    async (fault) => {
      const night = await runNight({ faults: [fault] });
      try {
        expect(refusedBy(night)).toBeGreaterThan(0);
      } finally {
        await night.end();
      }
    },
  );
});

describe('LLM_TOKENS_PER_MINUTE', () => {
  it('holds by what the gateway counts', async () => {
    const night = await startNight({ calls: 10 });
    try {
      const perMinute = 200_000;
      const begun = performance.now();
      const { exitCode, day, stderr } = await night.runJson([], { LLM_TOKENS_PER_MINUTE: String(perMinute) });
      const minutes = (performance.now() - begun) / 60_000;
      expect([exitCode, day.actions.failed]).toEqual([0, 0]);
      expect(stderr).not.toContain('LLM_TOKENS_PER_MINUTE');
      const { promptTokens, completionTokens } = night.sandbox.statistics().llm;
      // The last request, and what gathers at the beginning, are not waited for.
      expect(promptTokens + completionTokens).toBeLessThanOrEqual(perMinute * (minutes + 1 / 6));
    } finally {
      await night.end();
    }
  });

  it('one request larger than it goes, alone', async () => {
    const night = await startNight({ calls: 10 });
    try {
      const { exitCode, day } = await night.runJson(['--limit', '1'], { LLM_TOKENS_PER_MINUTE: '100' });
      expect([exitCode, day.actions.analysed]).toEqual([0, 1]);
    } finally {
      await night.end();
    }
  });
});
