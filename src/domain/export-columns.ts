import { cleanText, dropUnseen } from './clean-text.ts';
import type { ExportedCall, ExportedEvaluation } from './exported-call.ts';
import { keyOfCall } from './exported-call.ts';

/** Text, a number, or NULL: unknown, an empty cell. */
export type ExportedCell = string | number | null;

/** A column of the exported table; the departments read the header. */
export interface ExportColumn {
  readonly header: string;
  /** `time`: `YYYY-MM-DD HH:MM:SS` of wall time, which tables turn into a date of their own. */
  readonly kind: 'text' | 'number' | 'time';
  /** For tables whose columns have a width, in characters. */
  readonly width: number;
  readonly read: (call: ExportedCall) => ExportedCell;
}

/** The key comes first: CallQ finds its rows in a sheet by it. */
export const exportColumns: readonly ExportColumn[] = [
  { header: 'Ключ CallQ', kind: 'text', width: 34, read: keyOfCall },
  { header: 'Начало звонка', kind: 'time', width: 20, read: (call) => call.startTime },
  { header: 'Длительность, с', kind: 'number', width: 16, read: (call) => call.durationSeconds },
  { header: 'Оператор', kind: 'text', width: 30, read: (call) => call.operator },
  { header: 'Офис', kind: 'text', width: 20, read: (call) => call.office },
  { header: 'Супервайзер', kind: 'text', width: 30, read: (call) => call.supervisor },
  { header: 'Телефон клиента', kind: 'text', width: 18, read: (call) => call.phoneNumber },
  { header: 'Баллы', kind: 'number', width: 10, read: (call) => call.totalScore },
  { header: 'Максимум', kind: 'number', width: 10, read: (call) => call.maxScore },
  { header: 'Оценка, %', kind: 'number', width: 10, read: (call) => call.performancePercentage },
  { header: 'Итоговая оценка, %', kind: 'number', width: 18, read: (call) => call.finalPercentage },
  {
    header: 'Критичная ошибка',
    kind: 'text',
    width: 18,
    read: ({ criticalFailed }) => (criticalFailed === null ? null : criticalFailed ? 'да' : 'нет'),
  },
  {
    header: 'Без подтверждения цитатой',
    kind: 'number',
    width: 24,
    read: ({ evaluations }) => countUnsupported(evaluations),
  },
  {
    header: 'Оценки по критериям',
    kind: 'text',
    width: 60,
    read: ({ evaluations }) => lines(evaluations.map(evaluationLine)),
  },
  {
    header: 'Рекомендации',
    kind: 'text',
    width: 60,
    read: ({ recommendations }) =>
      lines(
        recommendations.map(
          ({ category, issue, recommendation, priority }) =>
            `[${priorityWords.get(priority) ?? priority}] ${category}: ${issue} → ${recommendation}`,
        ),
      ),
  },
  {
    header: 'Договорённости',
    kind: 'text',
    width: 40,
    read: ({ agreements }) =>
      lines(
        agreements.map(({ amount, agreement }) =>
          amount === null ? agreement : `${agreement} (${numberText(amount)} ₽)`,
        ),
      ),
  },
  { header: 'Сумма договорённостей, ₽', kind: 'number', width: 24, read: sumOfAgreements },
  {
    header: 'Причины отказа',
    kind: 'text',
    width: 40,
    read: ({ declineReasons }) =>
      lines(
        declineReasons.map(
          ({ type, description, productCategory }) =>
            `${type.replaceAll('_', ' ')}: ${description}${productCategory === null ? '' : ` (${productCategory})`}`,
        ),
      ),
  },
];

/** The cells of one call, in the order of the columns. */
export function cellsOf(call: ExportedCall): ExportedCell[] {
  return exportColumns.map(({ read }) => {
    const cell = read(call);
    return typeof cell === 'string' ? plainText(cell) : cell;
  });
}

/** Days since 30 December 1899, the number that tables keep for a time: 1.5 is noon of the day after. */
export function serialOfTime(wallTime: string): number {
  const milliseconds = Date.parse(`${wallTime.replace(' ', 'T')}Z`);
  return milliseconds / 86_400_000 + 25_569;
}

/**
 * Text that a cell can hold: Sheets takes 50,000 characters, Excel 32,767. What is longer is cut visibly; the database
 * has it all.
 */
export function fitCell(text: string): string {
  return text.length <= longestCell ? text : `${text.slice(0, longestCell - 1).toWellFormed()}…`;
}

const longestCell = 32_000;
/** A map, as a row of the old program may hold any word, `constructor` too. */
const priorityWords: ReadonlyMap<string, string> = new Map([
  ['high', 'высокий'],
  ['medium', 'средний'],
  ['low', 'низкий'],
]);

/** NULL when nothing was scored above 0: then there is nothing to support. */
function countUnsupported(evaluations: readonly ExportedEvaluation[]): number | null {
  const known = evaluations.filter(({ unsupported }) => unsupported !== null);
  return known.length === 0 ? null : known.filter(({ unsupported }) => unsupported).length;
}

function evaluationLine(evaluation: ExportedEvaluation): string {
  const { category, criterion, state, score, maxScore, reason, unsupported } = evaluation;
  const result =
    state === 'not_applicable'
      ? 'не применимо'
      : score === null || maxScore === null
        ? 'не оценено'
        : `${numberText(score)} из ${numberText(maxScore)}`;
  const doubt = unsupported === true ? ' [без подтверждения]' : '';
  return `${category} / ${criterion}: ${result}${doubt}${reason === null || reason === '' ? '' : ` — ${reason}`}`;
}

/** NULL when no sum was named. */
function sumOfAgreements({ agreements }: ExportedCall): number | null {
  const amounts = agreements.flatMap(({ amount }) => (amount === null ? [] : [amount]));
  // Kopecks are kept, the dust of adding binary fractions is not.
  return amounts.length === 0
    ? null
    : Math.round(amounts.reduce((sum, amount) => sum + amount, 0) * 100) / 100;
}

function lines(texts: readonly string[]): string | null {
  return texts.length === 0 ? null : texts.join('\n');
}

/** As it is written in Russian: a comma, no grouping. */
function numberText(number: number): string {
  return String(number).replace('.', ',');
}

/**
 * One kind of line break, and no control characters, which XML and with it xlsx does not have. Nothing unseen: it would stand before
 * the `=` of a formula and hide it from who looks for one.
 */
function plainText(text: string): string {
  return (
    dropUnseen(cleanText(text))
      .replace(/\r\n?/gu, '\n')
      // eslint-disable-next-line no-control-regex -- control characters are what is looked for
      .replace(/[\u0001-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, ' ')
      .trim()
  );
}
