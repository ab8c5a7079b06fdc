import { describe, expect, it } from 'vitest';

import { exitCodeOfRun, mostSevere } from '../../../src/domain/exit-code.ts';

const clean = {
  interruption: null,
  stopped: false,
  overBudget: false,
  dryRun: false,
  onlyUnfinished: false,
  unaccounted: false,
  listed: 10,
  analysed: 4,
  kept: 1,
  failed: 0,
};

describe('exit codes', () => {
  it.each([
    ['all done', {}, 0],
    ['an empty day', { listed: 0, analysed: 0, kept: 0 }, 0],
    ['a failed call', { failed: 1 }, 1],
    ['nothing reached analysis', { analysed: 0, kept: 0 }, 1],
    ['nothing that was left came to analysis', { onlyUnfinished: true, analysed: 0, kept: 0 }, 0],
    ['a call that nobody can account for', { unaccounted: true }, 1],
    ['the same in a dry run', { unaccounted: true, dryRun: true }, 0],
    ['only kept', { analysed: 0 }, 0],
    ['its own budget used up', { overBudget: true }, 1],
    ['stopped early', { stopped: true, failed: 1 }, 2],
    ['a dry run', { dryRun: true, analysed: 0, kept: 0 }, 0],
    ['Ctrl-C', { interruption: 'SIGINT', stopped: true } as const, 130],
    ['SIGTERM', { interruption: 'SIGTERM' } as const, 143],
  ])('%s', (_name, facts, code) => {
    expect(exitCodeOfRun({ ...clean, ...facts })).toBe(code);
  });

  it('takes the most severe of several days', () => {
    expect(mostSevere([0, 1, 0])).toBe(1);
    expect(mostSevere([1, 2, 0])).toBe(2);
    expect(mostSevere([2, 143])).toBe(143);
    expect(mostSevere([])).toBe(0);
  });
});
