import { describe, expect, it } from 'vitest';

import { parseCost, sumCosts } from '../../../src/domain/cost.ts';

describe('costs', () => {
  it.each([
    ['0.00123', '0.00123'],
    ['1.2e-05', '0.000012'],
    ['3', '3'],
    ['0', '0'],
    [' 0.5 ', '0.5'],
    ['1E2', '100'],
    ['6.059999999999999e-05', '0.0000606'],
    ['0.0062654500000000005', '0.00626545'],
    ['4.9e-13', '0'],
  ])('reads %s as %s', (text, cost) => {
    expect(parseCost(text)).toBe(cost);
  });

  it.each(['None', '', '-1', 'NaN', '1,5', '1e400'])('does not take %j for a number', (text) => {
    expect(parseCost(text)).toBeNull();
  });

  it('sums exactly, and one unknown makes the sum unknown', () => {
    expect(sumCosts(['0.1', '0.2'])).toBe('0.3');
    expect(sumCosts(['0.1', null])).toBeNull();
    expect(sumCosts([])).toBeNull();
  });
});
