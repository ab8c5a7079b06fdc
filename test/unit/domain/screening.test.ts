import { describe, expect, it } from 'vitest';

import type { ListedCall } from '../../../src/domain/call.ts';
import { OperatorDirectory } from '../../../src/domain/operator-directory.ts';
import { screenCall } from '../../../src/domain/screening.ts';

const directory = new OperatorDirectory([
  { id: 1, fullName: 'Малев Сергей Васильевич', tbankLogin: null },
  { id: 2, fullName: 'Орлова Анна Петровна', tbankLogin: null },
  { id: 3, fullName: 'Анна Орлова Сергеевна', tbankLogin: 'orlova2' },
]);
const rules = { minDurationSeconds: 30, skipWithoutPhone: true };
const good: ListedCall = {
  kind: 'call',
  id: 7,
  startedAt: new Date('2026-11-20T07:00:00Z'),
  finishedAt: null,
  durationSeconds: 30,
  operatorName: 'Оператор Малев Сергей',
  operatorLogin: null,
  clientPhone: '+70000000000',
  endBeforeStart: false,
};

function stateOf(entry: Parameters<typeof screenCall>[0], ruled = rules): string {
  const screening = screenCall(entry, directory, ruled);
  return screening.kind === 'excluded' ? screening.outcome.state : `candidate ${screening.operator.id}`;
}

describe('screenCall', () => {
  it('tests in the order of cheapness: the first reason that holds is the reason', () => {
    const bad = { ...good, durationSeconds: 29, clientPhone: null, operatorName: null };
    expect(stateOf({ kind: 'malformed', id: -1, problem: 'segmentId: missing' })).toBe('malformed');
    expect(stateOf(bad)).toBe('too_short');
    expect(stateOf({ ...bad, durationSeconds: 30 })).toBe('internal_segment');
    expect(stateOf({ ...bad, durationSeconds: 30, clientPhone: '1' })).toBe('unknown_operator');
    expect(stateOf({ ...good, operatorName: 'Анна Орлова' })).toBe('ambiguous_operator');
    expect(stateOf(good)).toBe('candidate 1');
  });

  it('lets a login decide between namesakes', () => {
    expect(stateOf({ ...good, operatorName: 'Орлова Анна', operatorLogin: 'ORLOVA2' })).toBe('candidate 3');
  });

  it('takes calls without a phone when told to', () => {
    expect(stateOf({ ...good, clientPhone: null }, { ...rules, skipWithoutPhone: false })).toBe(
      'candidate 1',
    );
  });
});
