import type { CallOutcome } from './call-state.ts';
import type { ListedCall, ListedEntry } from './call.ts';
import type { Operator, OperatorDirectory } from './operator-directory.ts';

export interface ScreeningRules {
  readonly minDurationSeconds: number;
  /** An empty client phone marks a segment between operators (T-Bank; a withheld number looks the same). */
  readonly skipWithoutPhone: boolean;
}

export type Screening =
  | { readonly kind: 'excluded'; readonly outcome: CallOutcome }
  | { readonly kind: 'candidate'; readonly call: ListedCall; readonly operator: Operator };

/** The tests that the listing alone decides, cheapest first; nothing is downloaded for a call that fails one. */
export function screenCall(
  entry: ListedEntry,
  directory: OperatorDirectory,
  rules: ScreeningRules,
): Screening {
  if (entry.kind === 'malformed') return exclude('malformed', entry.problem);
  if (entry.durationSeconds < rules.minDurationSeconds) {
    return exclude('too_short', `${entry.durationSeconds} s, less than ${rules.minDurationSeconds} s`);
  }
  if (entry.clientPhone === null && rules.skipWithoutPhone) {
    return exclude('internal_segment', 'no client phone number');
  }
  const match = directory.match(entry);
  if (match.kind === 'unknown')
    return exclude('unknown_operator', 'not among the active operators of the department');
  if (match.kind === 'ambiguous')
    return exclude('ambiguous_operator', `${match.candidates} operators fit the name`);
  return { kind: 'candidate', call: entry, operator: match.operator };
}

function exclude(
  state: (CallOutcome & { action: 'excluded' })['state'],
  reason: string,
): { kind: 'excluded'; outcome: CallOutcome } {
  return { kind: 'excluded', outcome: { action: 'excluded', state, reason } };
}
