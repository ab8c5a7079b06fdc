import { cleanLine } from '../domain/clean-text.ts';
import { sumCosts } from '../domain/cost.ts';
import { countJudged, countSaved, coverageOf } from '../domain/coverage.ts';
import { fewestForAverage } from '../domain/estimate.ts';
import type { DayEnding, RunEnding, WeakCriterion } from '../domain/run-ending.ts';
import { wordsOfErrorClass, wordsOfExitCode } from './ending-words.ts';
import { cutText, formatDay, formatDollars, formatNumber, formatPercent, noData } from './format.ts';

/** Telegram's limit for a message, in UTF-16 code units to be on the safe side. */
const longestDigest = 4096;
const longestName = 120;

/** A few Russian lines about the end of a run, plain text. What is not known is said to be so. */
export function digestOf(ending: RunEnding): string {
  const { department, exitCode, errorClass } = ending;
  const [own, ...others] = ending.days;
  const lines = [
    `CallQ, отдел ${department}: ${wordsOfExitCode(exitCode)}`,
    ...(errorClass === null || exitCode === 3 ? [] : [`Причина: ${wordsOfErrorClass(errorClass)}`]),
    ...(own === undefined ? [] : dayLines(own)),
    ...(own === undefined ? [] : [`Стоимость: ${costOf(ending)}`]),
    ...(own === undefined ? [] : criteriaLines(own.weakestCriteria)),
    ...(others.length === 0
      ? []
      : [`Ещё дней: ${others.length}, проанализировано звонков: ${analysedOn(others)}`]),
    ...(ending.daysNotBegun.length === 0 ? [] : [`Не начато дней: ${ending.daysNotBegun.length}`]),
    ...(exitCode === 0 || exitCode === 3 ? [] : ['Подробности — в журнале и в callq status.']),
  ];
  return cutText(lines.join('\n'), longestDigest);
}

function dayLines({ day, balance, averagePercentage }: DayEnding): string[] {
  const coverage = coverageOf(balance);
  const [judged, saved] = balance === null ? [null, null] : [countJudged(balance), countSaved(balance)];
  const told = (count: number | null | undefined): string => formatNumber(count ?? null);
  return [
    `День: ${formatDay(day)}`,
    `Звонков: ${told(balance?.listed)}, проанализировано: ${told(judged)}, из них с оценкой: ${told(saved)}`,
    `Охват: ${formatPercent(coverage === null ? null : 100 * coverage)}`,
    `Средняя оценка: ${formatPercent(averagePercentage)}`,
    `Ошибок: ${told(balance?.failed)}, осталось: ${told(balance?.pending)}`,
  ];
}

function costOf({ days }: RunEnding): string {
  const asked = days.filter(({ tokens }) => tokens.answers > 0);
  const sum = asked.length === 0 ? '0' : sumCosts(asked.map(({ costUsd }) => costUsd));
  if (sum === null) return formatDollars(null);
  const atLeast = asked.some(({ answersWithoutCost }) => answersWithoutCost > 0) ? 'не меньше ' : '';
  const invented = asked.some(({ costIsInvented }) => costIsInvented)
    ? ' (песочница, деньги не списаны)'
    : '';
  return `${atLeast}${formatDollars(sum)}${invented}`;
}

function criteriaLines(weakest: readonly WeakCriterion[] | null): string[] {
  if (weakest === null) return [`Слабые критерии: ${noData}`];
  if (weakest.length === 0) return [`Слабые критерии: ни у одного нет ${fewestForAverage} оценок`];
  return [
    'Слабые критерии:',
    ...weakest.map(
      ({ category, criterion, averagePercentage, calls }) =>
        `• ${name(category)} / ${name(criterion)} — ${formatPercent(averagePercentage)}, звонков: ${formatNumber(calls)}`,
    ),
  ];
}

function analysedOn(days: readonly DayEnding[]): number {
  return days.reduce((sum, { actions }) => sum + actions.analysed, 0);
}

function name(text: string): string {
  return cutText(cleanLine(text), longestName);
}
