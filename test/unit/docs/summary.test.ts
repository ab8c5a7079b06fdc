import { expect, it } from 'vitest';

import type { Balance } from '../../../src/domain/balance.ts';
import { StopRunError } from '../../../src/domain/errors.ts';
import type { RunSummary } from '../../../src/pipeline/run-summary.ts';
import { nothingExported } from '../../../src/pipeline/export-days.ts';
import { summarise } from '../../../src/pipeline/run-summary.ts';
import { StopControl } from '../../../src/pipeline/stop-control.ts';
import { Tally } from '../../../src/pipeline/tally.ts';
import { codeSpans, readDocument, tableRows } from './documents.ts';

const nobody = { listed: () => undefined, listingEnded: () => undefined, settled: () => undefined };

const balance: Balance = {
  ...{ listed: 1, saved: 1, notSales: 0, excluded: 0, pending: 0, failed: 0, difference: 0 },
  ...{ pendingTranscript: 0, vanished: 0, missing: 0, unlisted: 0, withoutRow: 0, withoutLedger: 0 },
  ...{ outdatedRows: 0, purged: 0, outOfReach: 0 },
};

/** A dry run that was stopped: every object that can be null is there. */
function fullSummary(): RunSummary {
  const control = new StopControl();
  control.stopBecauseOf(new StopRunError('gateway_key', 'a message'));
  control.dispose();
  const tally = new Tally(nobody);
  const usage = { input: 1, cached: 0, output: 1, reasoning: 0 };
  const prices = new Map([['a model', { input: '1', cached: '1', output: '1' }]]);
  const answer = { header: '0.1', answeringModel: 'a model', usage };
  tally.answers.add(answer, { usd: '0.1', source: 'header' }, prices, 'a model');
  const overBudget = { setting: 'CALLQ_MAX_TOKENS', limit: '1', used: '0', nextRequest: '2' } as const;
  const summary = summarise({
    day: '2026-11-20',
    runId: null,
    selection: 'all',
    balance,
    tally,
    control,
    interruptedBy: null,
    averagePercentage: null,
    durationSeconds: 1,
    dryRunModel: 'a model',
  });
  // A run is stopped by one of the two.
  return { ...summary, overBudget };
}

function keysOf(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => [
    `${prefix}${key}`,
    ...(typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? keysOf(inner, `${prefix}${key}.`)
      : []),
  ]);
}

/** The keys around the days, as `callq run --json` writes them. */
function outerKeys(): string[] {
  const written = /JSON\.stringify\(\{([^}]+)\}\)/u.exec(readDocument('src/cli/run-command.ts'))?.[1] ?? '';
  return written.split(',').map((entry) => entry.split(':')[0]?.trim() ?? '');
}

it('docs/summary.md names every key of the summary, and no other', () => {
  const named = tableRows(readDocument('docs/summary.md')).map(([key = '']) => codeSpans(key)[0] ?? key);
  expect(outerKeys()).toContain('days');
  const exported = keysOf(nothingExported('a message'), 'export.');
  expect([...named].sort()).toEqual([...outerKeys(), ...exported, ...keysOf(fullSummary())].sort());
});
