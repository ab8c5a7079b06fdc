import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { compareCosts, sumCosts, timesPerMillion } from '../../../src/domain/cost.ts';
import { costOf, parsePriceTable, priceOf } from '../../../src/domain/price-table.ts';

const prices = parsePriceTable({
  asked: { input: 0.15, cached: '0.075', output: 0.6 },
  other: { input: 1, output: 2 },
})!;
const usage = { input: 1000, cached: 400, output: 200, reasoning: 50 };

describe('the price table', () => {
  it('prices input, cached input and output, reasoning being part of the output', () => {
    expect(priceOf(usage, prices.get('asked'))).toBe('0.00024');
    expect(priceOf(usage, prices.get('other'))).toBe('0.0014');
    expect(priceOf({ ...usage, cached: null }, prices.get('asked'))).toBe('0.00027');
  });

  it('knows no price without the numbers or the model', () => {
    expect(priceOf({ ...usage, output: null }, prices.get('asked'))).toBeNull();
    expect(priceOf(usage, undefined)).toBeNull();
  });

  it.each([
    [
      "the gateway's header",
      { header: '0.5', answeringModel: 'other', usage },
      { usd: '0.5', source: 'header' },
    ],
    [
      'the price of the answering model',
      { header: null, answeringModel: 'other', usage },
      { usd: '0.0014', source: 'price_table' },
    ],
    [
      'the price of the asked model',
      { header: null, answeringModel: 'x', usage },
      { usd: '0.00024', source: 'price_table' },
    ],
  ])('takes %s', (_name, answer, cost) => {
    expect(costOf(answer, prices, 'asked')).toEqual(cost);
  });

  it('says unknown, which is NULL and not 0', () => {
    const answer = { header: null, answeringModel: null, usage };
    expect(costOf(answer, new Map(), 'asked')).toEqual({ usd: null, source: 'unknown' });
  });

  it.each([[null], [[]], [{ m: {} }], [{ m: { input: -1, output: 1 } }], [{ m: { input: 'x', output: 1 } }]])(
    'refuses %j',
    (value) => {
      expect(parsePriceTable(value)).toBeNull();
    },
  );

  it('never rounds a price down, and sums exactly', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), fc.nat(10_000), (tokens, thousandths) => {
        const price = String(thousandths / 1000);
        const cost = timesPerMillion(tokens, price);
        expect(Number(cost)).toBeCloseTo((tokens * Number(price)) / 1e6, 9);
        expect(compareCosts(sumCosts([cost, cost])!, cost)).toBe(tokens * thousandths === 0 ? 0 : 1);
      }),
    );
  });
});
