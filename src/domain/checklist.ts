import type { Cell } from './cell.ts';
import { cellText, parseScoreNumber } from './cell.ts';
import type { CriterionTags } from './checklist-tags.ts';
import { holdsTag, readTags } from './checklist-tags.ts';
import { cleanLine, comparableText } from './clean-text.ts';
import { fingerprint } from './fingerprint.ts';
import { inThousandths } from './thousandths.ts';

/** One question of the check-list. */
export interface Criterion extends CriterionTags {
  /** Stable: made of category and name; case, spaces, ё/е and punctuation do not change it. */
  readonly id: string;
  readonly category: string;
  readonly name: string;
  /** Without its tags. */
  readonly comment: string;
  /** Maximum score, ≥ 0; may be a fraction, of at most three decimals. */
  readonly maximum: number;
  readonly conditions: string;
}

/** The criteria in the order of the sheet; at least one. */
export interface Checklist {
  readonly criteria: readonly Criterion[];
}

export type ChecklistParsing =
  | {
      readonly ok: true;
      readonly checklist: Checklist;
      /** One line each, naming its row: what looks like a tag and is not obeyed. */
      readonly warnings: readonly string[];
    }
  /** One line per problem, each naming its row. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** The category of criteria that stand above the first category row. */
const noCategory = 'Без категории';

/**
 * Rows of `<sheet>!A:D` → check-list. Row 1 is the header; a row with only A is a category; a row with A and more is a
 * criterion; empty rows are skipped. All problems are reported together, so that one look at the sheet mends them.
 */
export function parseChecklist(rows: readonly (readonly Cell[])[]): ChecklistParsing {
  const criteria: Criterion[] = [];
  const rowOfId = new Map<string, number>();
  const problems: string[] = [];
  const warnings: string[] = [];
  let category = noCategory;
  for (const [index, row] of rows.entries()) {
    if (index === 0) continue;
    const rowNumber = index + 1;
    const [name = '', comment = '', maximumText = '', conditions = ''] = row.slice(0, 4).map(cellText);
    const rest = comment + maximumText + conditions;
    if (name === '' && rest === '') continue;
    warnings.push(
      ...tagsElsewhere({ A: name, D: conditions }).map((warning) => `row ${rowNumber}: ${warning}`),
    );
    if (name === '') {
      problems.push(
        `row ${rowNumber}: column A (the criterion's name) is empty, but other columns are filled`,
      );
    } else if (rest === '') {
      category = cleanLine(name);
    } else {
      const maximum = readMaximum(row[2]);
      if (maximum === null) {
        problems.push(
          `row ${rowNumber}: column C (maximum score) must be a number from 0 to ${largestMaximum} with at most three decimals`,
        );
      }
      const reading = readTags(comment);
      problems.push(...reading.problems.map((problem) => `row ${rowNumber}: ${problem}`));
      warnings.push(...reading.unknown.map((tag) => `row ${rowNumber}: ${unknownTag(tag)}`));
      if (maximum === null) continue;
      const id = criterionId(category, name);
      const earlier = rowOfId.get(id);
      if (earlier !== undefined) {
        problems.push(`row ${rowNumber}: the same category and criterion stand in row ${earlier} already`);
        continue;
      }
      rowOfId.set(id, rowNumber);
      const fields = { id, category, name: cleanLine(name), comment: reading.comment, maximum, conditions };
      criteria.push({ ...fields, ...reading.tags });
    }
  }
  if (criteria.length === 0 && problems.length === 0) {
    problems.push('no criterion found: a criterion needs a name in column A and a maximum score in column C');
  }
  return problems.length === 0 ? { ok: true, checklist: { criteria }, warnings } : { ok: false, problems };
}

/** Rows of `<sheet>!A:B` → the instructions of column A, joined by blank lines; there is no header. */
export function parseInstructions(rows: readonly (readonly Cell[])[]): string {
  return rows
    .map((row) => cellText(row[0] ?? ''))
    .filter((instruction) => instruction !== '')
    .join('\n\n');
}

const largestMaximum = 1_000_000;
/** What a formula such as `=0.1+0.2` may be off by. */
const formulaNoise = 1e-9;

function readMaximum(cell: Cell | undefined): number | null {
  const maximum = parseScoreNumber(cell);
  if (maximum === null || maximum < 0 || maximum > largestMaximum) return null;
  const rounded = inThousandths(maximum);
  return Math.abs(rounded - maximum) > formulaNoise ? null : rounded;
}

export function criterionId(category: string, name: string): string {
  return fingerprint(`${comparableText(category)}\n${comparableText(name)}`).slice(0, 12);
}

function unknownTag(tag: string): string {
  return `${tag} is no tag and stays in the comment; tags are [вес 2], [н/п допустимо] and [критично]`;
}

function tagsElsewhere(cells: Readonly<Record<string, string>>): string[] {
  return Object.entries(cells)
    .filter(([, text]) => holdsTag(text))
    .map(([column]) => `a tag stands in column ${column}; tags count in column B (comment) only`);
}

/** The check-list as the prompt shows it: labelled lines and a blank line for each criterion. */
export function renderChecklist(checklist: Checklist): string {
  const text = renderedChecklists.get(checklist) ?? checklist.criteria.map(renderCriterion).join('\n\n');
  renderedChecklists.set(checklist, text);
  return text;
}

/** The same text stands in the prompt of every call of a run. */
const renderedChecklists = new WeakMap<Checklist, string>();

function renderCriterion(criterion: Criterion): string {
  return [
    `КАТЕГОРИЯ: ${criterion.category}`,
    `КРИТЕРИЙ: ${criterion.name}`,
    `КОММЕНТАРИЙ: ${cleanLine(criterion.comment)}`,
    `МАКСИМАЛЬНЫЙ БАЛЛ: ${criterion.maximum}`,
    `УСЛОВИЯ ОЦЕНКИ: ${cleanLine(criterion.conditions)}`,
    // Before the last line, so that a reader of labelled lines who does not know it takes no harm.
    ...(criterion.allowsNotApplicable ? ['НЕ ПРИМЕНИМО: допустимо'] : []),
    `ИДЕНТИФИКАТОР: ${criterion.id}`,
  ].join('\n');
}
