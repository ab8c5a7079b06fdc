import { beforeAll, describe, expect, it } from 'vitest';

import { analysable, patienceFor, withDisturbedNight } from '../support/disturbed-night.ts';
import { drawCases } from '../support/faults/fault-seed.ts';
import type { Outcome } from '../support/outcome.ts';
import { readNumber, readOutcome } from '../support/outcome.ts';

/** What every disturbed night must come to in the end. */
let undisturbed: Outcome;

beforeAll(async () => {
  await withDisturbedNight(async ({ pool, run }) => {
    const { exitCode, day, requests } = await run([]);
    expect([exitCode, day.states, requests]).toMatchObject([0, { saved: 8, not_sales: 4 }, analysable]);
    undisturbed = await readOutcome(pool);
  });
});

/** `fenced think` → a fault of the first request, another one of the second, … */
function oneEach(kinds: string): string[] {
  return kinds.split(' ').map((kind, index) => `llm:${kind}@#${index + 1}`);
}

describe.concurrent('faults that the night itself heals', () => {
  it.each(
    drawCases<[string, { faults: string[]; moreRequests: readonly [number, number] }]>(
      44,
      [
        [
          'accepted at once',
          {
            faults: [
              ...oneEach('fenced think think-closing twice text-around no-usage partial-usage extra-fields'),
              'llm:fallback@#9,10,11,12',
            ],
            moreRequests: [0, 0],
          },
        ],
        [
          'asked again, with a note',
          {
            faults: oneEach('not-json string-verdict in-reasoning wrapped empty length truncate'),
            moreRequests: [7, 7],
          },
        ],
        [
          'asked again as well',
          {
            faults: oneEach('in-tool-call two-different length-null content-filter'),
            moreRequests: [4, 4],
          },
        ],
        [
          // A call that is no sales call has no criteria to leave out.
          'asked again for what is missing',
          {
            faults: ['llm:missing-criteria@#1,2,3,4,5', 'llm:repeated-criterion@#6,7,8'],
            moreRequests: [1, 8],
          },
        ],
        [
          'asked again until the note is there',
          { faults: ['llm:invalid-then-note@100%'], moreRequests: [analysable, analysable] },
        ],
        [
          'sent again after a pause',
          { faults: oneEach('408 500 502 503 504 429 detail html'), moreRequests: [8, 8] },
        ],
        [
          'sent again after a pause as well',
          {
            faults: oneEach(
              'reset reset-after cut timeout html:status=503 429:retry-after=1 429:provider-retry-after=1 slow:ms=1500',
            ),
            moreRequests: [7, 7],
          },
        ],
      ],
      2,
    ),
  )('%s', async (_name, { faults, moreRequests }) => {
    await withDisturbedNight(async ({ pool, run }) => {
      const { exitCode, day, requests } = await run(faults, [], patienceFor(faults.join(' ')));
      expect([exitCode, day.actions]).toMatchObject([0, { analysed: analysable, failed: 0 }]);
      expect(await readOutcome(pool)).toEqual(undisturbed);
      expect(requests - analysable).toBeGreaterThanOrEqual(moreRequests[0]);
      expect(requests - analysable).toBeLessThanOrEqual(moreRequests[1]);
      // Every answer is kept as it was received, the bad ones as well.
      expect(await readNumber(pool, 'SELECT count(*) FROM model_answers')).toBe(day.tokens.answers);
      expect((await run([])).day.actions).toMatchObject({ analysed: 0, kept: analysable });
      expect(await readOutcome(pool)).toEqual(undisturbed);
    });
  });

  it.each([
    ['no-schema', 1],
    ['no-json-mode', 2],
  ])(
    'llm:%s: sent again without what the model does not take, remembered for the run',
    async (kind, steps) => {
      await withDisturbedNight(async ({ pool, run }) => {
        const { exitCode, requests } = await run([`llm:${kind}@100%`], [], { LLM_CONCURRENCY: '4' });
        expect(exitCode).toBe(0);
        expect(requests).toBeGreaterThanOrEqual(analysable + steps);
        expect(requests).toBeLessThanOrEqual(analysable + steps * 4);
        expect(await readOutcome(pool)).toEqual(undisturbed);
      });
    },
  );
});

describe.concurrent('faults that leave something out of a judgement', () => {
  it.each(
    drawCases(
      45,
      [
        // 6 of 12 are missing, and 3 of these again when they are asked for.
        ['missing-criteria', "SELECT count(*) FROM call_evaluations WHERE state = 'not_scored'", 8 * 3],
        [
          'repeated-criterion',
          'SELECT count(DISTINCT criterion) FROM call_evaluations WHERE score IS NULL',
          1,
        ],
        ['null-character', "SELECT count(*) FROM call_evaluations WHERE reason NOT LIKE '% конец'", 0],
        ['surrogate', "SELECT count(*) FROM call_evaluations WHERE reason NOT LIKE '% конец'", 0],
      ],
      2,
    ),
  )('llm:%s for good: what is missing is NULL, the rest stays; --force mends it', async (kind, query, n) => {
    await withDisturbedNight(async ({ pool, run }) => {
      const { exitCode, day } = await run([`llm:${kind}@100%`]);
      expect([exitCode, day.states]).toMatchObject([0, { saved: 8, not_sales: 4 }]);
      expect(await readNumber(pool, query)).toBe(n);
      const unscored =
        "SELECT count(*) FROM call_evaluations WHERE (score IS NULL) <> (state = 'not_scored')";
      expect(await readNumber(pool, unscored)).toBe(0);
      expect((await run([], ['--force'])).day.actions).toMatchObject({ kept: 0, analysed: analysable });
      expect(await readOutcome(pool)).toEqual(undisturbed);
    });
  });
});
