import type { VersionRow } from '../domain/report-rows.ts';
import { groupRows } from './group-rows.ts';
import type { breakNames } from './names.ts';

type BreakKind = keyof typeof breakNames;

/** A day from which on averages are not comparable with those before it. */
export interface Break {
  readonly day: string;
  readonly kinds: readonly BreakKind[];
}

const kinds: readonly BreakKind[] = ['checklist', 'prompt', 'instructions', 'model'];

/**
 * Days on which a version turns up that judged no call of the day with calls before it. A version that only goes away is
 * no break of its own: it was one when the other came.
 */
export function findBreaks(rows: readonly VersionRow[]): readonly Break[] {
  const days = [...groupRows(rows, ({ day }) => day)];
  return days.flatMap(([day, own], index) => {
    const before = days[index - 1]?.[1];
    if (before === undefined) return [];
    const changed = kinds.filter((kind) => {
      const known = new Set(before.map((row) => versionOf(row, kind)));
      return own.some((row) => !known.has(versionOf(row, kind)));
    });
    return changed.length === 0 ? [] : [{ day, kinds: changed }];
  });
}

/** Rows of the old program are of one unknown version. */
function versionOf(row: VersionRow, kind: BreakKind): string {
  return kind === 'model' ? modelName(row) : (row[kind] ?? '');
}

/** The model that was asked, and the one that says it answered when that is another. */
export function modelName({ askedModel, answeringModel }: VersionRow): string {
  if (askedModel === null) return '';
  return answeringModel === null || answeringModel === askedModel
    ? askedModel
    : `${askedModel} → ${answeringModel}`;
}
