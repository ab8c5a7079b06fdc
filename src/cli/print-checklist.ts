import type { ChecklistChange } from '../domain/checklist-diff.ts';
import type { LintRemark } from '../domain/checklist-lint.ts';
import type { Criterion } from '../domain/checklist.ts';
import { cleanLine } from '../domain/clean-text.ts';

interface ChecklistReport {
  readonly department: number;
  readonly fingerprint: string;
  readonly criteria: readonly Criterion[];
  readonly warnings: readonly string[];
  readonly lint: readonly LintRemark[];
  /** NULL when it was not asked for. */
  readonly diff: ChecklistComparison | null;
}

/** What has changed since the last run of the department. */
export interface ChecklistComparison {
  /** NULL when no run of the department has stored its check-list yet. */
  readonly last: { readonly fingerprint: string; readonly usedAt: Date } | null;
  readonly changes: readonly ChecklistChange[];
}

/** What `callq checklist` prints. The sheet's words stay as they are. */
export function checklistText(report: ChecklistReport): string {
  const { criteria, warnings, lint } = report;
  const categories = [...new Set(criteria.map(({ category }) => category))];
  const sum = (of: (criterion: Criterion) => number): number =>
    Number(criteria.reduce((total, criterion) => total + of(criterion), 0).toFixed(3));
  return [
    `Department ${report.department}: ${count(criteria.length, 'criterion', 'criteria')} in ` +
      `${count(categories.length, 'category', 'categories')}, maximum ${sum(({ maximum }) => maximum)}, ` +
      `with weights ${sum(({ maximum, weight }) => maximum * weight)}`,
    `fingerprint ${report.fingerprint}`,
    ...criteria.flatMap((criterion, index) => [
      ...(criterion.category === criteria[index - 1]?.category ? [] : ['', criterion.category]),
      `${String(index + 1).padStart(4)}  ${criterion.name}`,
      `      ${[`maximum ${criterion.maximum}`, ...tagsOf(criterion), `id ${criterion.id}`].join(', ')}`,
    ]),
    ...section('Warnings', warnings),
    ...section(
      lint.length === 0 ? 'No remarks' : `${count(lint.length, 'remark', 'remarks')}; no run stops for them`,
      lint.map(
        ({ rule, criteria: about, message }) => `${rule}: ${about.map(titleOf).join(' and ')} ${message}`,
      ),
      lint.length === 0,
    ),
    ...diffLines(report.diff),
    '',
  ].join('\n');
}

function diffLines(diff: ChecklistComparison | null): string[] {
  if (diff === null) return [];
  const { last, changes } = diff;
  if (last === null)
    return ['', 'No run of the department has stored its check-list yet: nothing to compare with'];
  const since = `since the run of ${last.usedAt.toISOString()} (fingerprint ${last.fingerprint})`;
  if (changes.length === 0) return ['', `Nothing has changed ${since}`];
  return section(`${count(changes.length, 'change', 'changes')} ${since}`, changes.flatMap(changeLines));
}

function changeLines(change: ChecklistChange): string[] {
  switch (change.kind) {
    case 'new':
    case 'gone':
      return [`${change.kind}: ${titleOf(change.criterion)}`];
    case 'order':
      return ['order: the criteria stand in another order'];
    case 'renamed':
    case 'spelling':
      return [`${change.kind}: ${titleOf(change.before)} → ${titleOf(change.after)}`];
    case 'maximum':
      return [`maximum: ${titleOf(change.after)}: ${change.before.maximum} → ${change.after.maximum}`];
    case 'tags': {
      const [before, after] = [change.before, change.after].map((one) => tagsOf(one).join(', ') || 'none');
      return [`tags: ${titleOf(change.after)}: ${before ?? ''} → ${after ?? ''}`];
    }
    case 'conditions':
    case 'comment': {
      const { kind, before, after } = change;
      return [
        `${kind}: ${titleOf(after)}`,
        `  before: ${cleanLine(before[kind])}`,
        `  now:    ${cleanLine(after[kind])}`,
      ];
    }
  }
}

function tagsOf({ weight, allowsNotApplicable, critical }: Criterion): string[] {
  return [
    ...(weight === 1 ? [] : [`weight ${weight}`]),
    ...(allowsNotApplicable ? ['N/A allowed'] : []),
    ...(critical ? ['critical'] : []),
  ];
}

function titleOf({ category, name }: Criterion): string {
  return `«${category} / ${name}»`;
}

function section(title: string, lines: readonly string[], evenEmpty = false): string[] {
  if (lines.length === 0) return evenEmpty ? ['', title] : [];
  return ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
