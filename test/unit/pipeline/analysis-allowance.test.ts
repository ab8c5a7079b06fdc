import { describe, expect, it } from 'vitest';

import { AnalysisAllowance } from '../../../src/pipeline/analysis-allowance.ts';

const running = new AbortController().signal;

describe('AnalysisAllowance', () => {
  it('has no limit unless one is given', async () => {
    const allowance = new AnalysisAllowance(null);
    for (let call = 0; call < 1000; call += 1) expect(await allowance.reserve(running)).toBe(true);
  });

  it('lets a waiting call in when a place is given back, and refuses when all are started', async () => {
    const allowance = new AnalysisAllowance(2);
    await allowance.reserve(running);
    await allowance.reserve(running);
    const third = allowance.reserve(running);
    const fourth = allowance.reserve(running);
    allowance.start();
    allowance.giveBack();
    expect(await third).toBe(true);
    allowance.start();
    expect(await fourth).toBe(false);
    expect(await allowance.reserve(running)).toBe(false);
  });

  it('ends the wait when the run stops', async () => {
    const allowance = new AnalysisAllowance(1);
    await allowance.reserve(running);
    const stopping = new AbortController();
    const waiting = allowance.reserve(stopping.signal);
    stopping.abort();
    expect(await waiting).toBe(false);
  });
});
