import fc from 'fast-check';
import { expect, it } from 'vitest';

import { AdaptiveLimit } from '../../../../../src/clients/llm/pacing/adaptive-limit.ts';

const ceilings = fc.integer({ min: 1, max: 512 });
/** Answers and refusals of requests that were sent so many halvings ago. */
const events = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constantFrom('answered', 'refused'), age: fc.nat(3) }),
    fc.record({ kind: fc.constant('ceiling'), age: fc.integer({ min: 1, max: 512 }) }),
  ),
  { maxLength: 200 },
);

function play(limit: AdaptiveLimit, { kind, age }: { kind: string; age: number }): void {
  if (kind === 'ceiling') limit.setCeiling(age);
  else if (kind === 'answered') limit.answered(limit.halvings - age);
  else limit.refused(limit.halvings - age);
}

it('is always a whole number from 1 to the ceiling', () => {
  fc.assert(
    fc.property(ceilings, events, (first, all) => {
      let ceiling = first;
      const limit = new AdaptiveLimit(first);
      for (const event of all) {
        play(limit, event);
        if (event.kind === 'ceiling') ceiling = event.age;
        expect(Number.isInteger(limit.limit)).toBe(true);
        expect(limit.limit).toBeGreaterThanOrEqual(1);
        expect(limit.limit).toBeLessThanOrEqual(ceiling);
      }
    }),
  );
});

it('halves once for all refusals of requests that were sent before it', () => {
  const limit = new AdaptiveLimit(64);
  const before = limit.halvings;
  for (let refusal = 0; refusal < 64; refusal += 1) limit.refused(before);
  expect(limit.limit).toBe(32);
  limit.refused(limit.halvings);
  expect(limit.limit).toBe(16);
});

it('climbs one step after a round of answers, and not by answers from before the halving', () => {
  const limit = new AdaptiveLimit(64);
  const before = limit.halvings;
  limit.refused(before);
  for (let answer = 0; answer < 1000; answer += 1) limit.answered(before);
  expect(limit.limit).toBe(32);
  for (let answer = 0; answer < 31; answer += 1) limit.answered(limit.halvings);
  expect(limit.limit).toBe(32);
  limit.answered(limit.halvings);
  expect(limit.limit).toBe(36);
});

it('comes back to full speed after any trouble, within sixteen rounds', () => {
  fc.assert(
    fc.property(ceilings, events, (ceiling, trouble) => {
      const limit = new AdaptiveLimit(ceiling);
      for (const event of trouble) play(limit, event);
      limit.setCeiling(ceiling);
      for (let round = 0; round <= 16; round += 1) {
        for (let answers = limit.limit; answers > 0; answers -= 1) limit.answered(limit.halvings);
      }
      expect(limit.limit).toBe(ceiling);
    }),
  );
});
