import { expect, it } from 'vitest';

import type { VersionRow } from '../../../src/domain/report-rows.ts';
import { findBreaks } from '../../../src/report/find-breaks.ts';

function version(day: string, changes: Partial<VersionRow> = {}): VersionRow {
  return {
    ...{
      day,
      checklist: 'c1',
      prompt: 'p1',
      instructions: 'i1',
      askedModel: 'm',
      answeringModel: 'm',
      masker: '3',
    },
    ...{ calls: 1, ...changes },
  };
}

it('a break is the day on which a version turns up, not the one on which the other is gone', () => {
  const rows = [
    version('2026-11-01'),
    version('2026-11-02'),
    version('2026-11-02', { prompt: 'p2' }),
    version('2026-11-05', { prompt: 'p2' }),
    version('2026-11-06', { prompt: 'p2', answeringModel: 'm-2026', checklist: 'c2' }),
    version('2026-11-07', { prompt: 'p2', answeringModel: 'm-2026', checklist: 'c2', masker: '4' }),
    version('2026-11-08'),
  ];
  expect(findBreaks(rows)).toEqual([
    { day: '2026-11-02', kinds: ['prompt'] },
    { day: '2026-11-06', kinds: ['checklist', 'model'] },
    { day: '2026-11-08', kinds: ['checklist', 'prompt', 'model'] },
  ]);
  expect(findBreaks([])).toEqual([]);
});
