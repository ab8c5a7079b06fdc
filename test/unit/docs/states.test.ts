import { describe, expect, it } from 'vitest';

import { callActions, callStates, pendingReasons } from '../../../src/domain/call-state.ts';
import { exitCodes, interruptionCodes } from '../../../src/domain/exit-code.ts';
import { codeSpans, readDocument, readmes, tableRows } from './documents.ts';

describe.each(readmes)('the closed lists in %s', (path) => {
  const rows = tableRows(readDocument(path));
  const tableWith = (size: number, first: readonly string[]): string[][] =>
    rows.filter((cells) => cells.length === size && first.includes(codeSpans(cells[0] ?? '')[0] ?? ''));

  it('have a row for every exit code', () => {
    const codes = [...Object.values(exitCodes), ...Object.values(interruptionCodes)].map(String);
    const named = rows
      .map(([first = '']) => /^`(\d+)`$/u.exec(first)?.[1])
      .filter((code) => code !== undefined);
    expect(named.sort()).toEqual(codes.sort());
  });

  it('have a row for every state, with actions that the code knows', () => {
    const states = tableWith(3, callStates);
    expect(states.map(([first = '']) => codeSpans(first)[0]).sort()).toEqual([...callStates].sort());
    const actions = states.flatMap(([, , action = '']) => codeSpans(action));
    expect(new Set(actions)).toEqual(new Set(callActions));
  });

  it('have a row for every action', () => {
    const actions = tableWith(2, callActions).map(([first = '']) => codeSpans(first)[0]);
    expect(actions.sort()).toEqual([...callActions].sort());
  });

  it('name every reason of pending', () => {
    const [pending = []] = tableWith(3, ['pending']);
    expect(codeSpans(pending[1] ?? '')).toEqual([...pendingReasons]);
  });
});
