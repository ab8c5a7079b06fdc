import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { DisturbedNight } from '../support/disturbed-night.ts';
import { calls, withDisturbedNight } from '../support/disturbed-night.ts';
import type { TestServer } from '../support/http-server.ts';
import type { Outcome } from '../support/outcome.ts';
import { readOutcome } from '../support/outcome.ts';
import type { ProxyOptions } from '../support/proxy.ts';
import { startProxy, withJson } from '../support/proxy.ts';
import type { SandboxNight } from '../support/sandbox-night.ts';
import { startNight } from '../support/sandbox-night.ts';

let healthy: SandboxNight;
let undisturbed: Outcome;

beforeAll(async () => {
  healthy = await startNight({ calls });
  expect((await healthy.runJson()).exitCode).toBe(0);
  undisturbed = await readOutcome(healthy.database.pool);
});
afterAll(() => healthy.end());

/** A proxy in front of T-Bank that passes three calls a page instead of a thousand. */
async function withProxy(
  options: Omit<ProxyOptions, 'target'> & { readonly target?: string },
  use: (changes: Record<string, string>, proxy: TestServer) => Promise<void>,
): Promise<void> {
  const proxy = await startProxy({
    target: healthy.sandbox.urls.tbank,
    rewrite: ({ body }) => body.replace('"itemsPerPage":1000', '"itemsPerPage":3'),
    ...options,
  });
  try {
    await use({ TBANK_BASE_URL: proxy.url.origin }, proxy);
  } finally {
    await proxy.close();
  }
}

const isListing = (path: string): boolean => path.endsWith('/callsessions');

interface Page {
  items: Record<string, unknown>[];
  nextPage?: number | null;
}

async function expectHealing({ pool, run }: DisturbedNight): Promise<void> {
  expect((await run([])).exitCode).toBe(0);
  expect(await readOutcome(pool)).toEqual(undisturbed);
}

describe.concurrent('HTML where JSON belongs', () => {
  it('now and then is asked again', async () => {
    await withDisturbedNight(async (night) => {
      const places = ['login', 'groups', 'calls', 'transcript'].map((sort) => `tbank:html:on=${sort}@#1`);
      expect((await night.run([...places, 'google:503:on=values@#1'])).exitCode).toBe(0);
      expect(await readOutcome(night.pool)).toEqual(undisturbed);
    });
  });
});

describe.concurrent('pages of the listing', () => {
  it('that shift list no call twice', async () => {
    const shifting = await startNight({ calls, faults: ['tbank:shift-page:on=calls@100%'] });
    try {
      await withProxy({ target: shifting.sandbox.urls.tbank }, async (changes, proxy) => {
        const { exitCode, day } = await shifting.runJson([], changes);
        expect([exitCode, day.listed]).toEqual([0, calls]);
        expect(proxy.requests.filter(({ path }) => isListing(path)).length).toBeGreaterThanOrEqual(7);
        expect(await readOutcome(shifting.database.pool)).toEqual(undisturbed);
      });
    } finally {
      await shifting.end();
    }
  });

  it.each<[string, (page: Page, number: number) => unknown, string, RegExp]>([
    [
      'do not grow',
      ({ items }, number) => ({ items, nextPage: Math.min(number + 1, 3) }),
      'paging',
      /page 3 as the next/,
    ],
    [
      'bring nothing new',
      ({ items }, number) => ({ items: number > 2 ? [] : items, nextPage: number + 1 }),
      'paging',
      /no new call/,
    ],
    [
      'have no items',
      (page, number) => (number > 2 ? { nextPage: null } : page),
      'tbank_response',
      /page 3, field items/,
    ],
  ])('that %s end the run with what it has', async (_name, change, errorClass, message) => {
    await withDisturbedNight(async (night) => {
      let number = 0;
      const alter: ProxyOptions['alter'] = (answer, { path }) =>
        isListing(path) ? withJson(answer, (page) => change(page, (number += 1))) : answer;
      await withProxy({ alter }, async (changes) => {
        const { exitCode, day, stderr } = await night.run([], [], { ...changes });
        expect([exitCode, day.stoppedBy?.errorClass]).toEqual([2, errorClass]);
        expect(stderr).toMatch(message);
        expect(day.actions.analysed + day.actions.left).toBeGreaterThan(0);
      });
      await expectHealing(night);
    });
  });
});
