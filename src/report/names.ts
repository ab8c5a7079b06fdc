import type { CallState, FailureStage, PendingReason } from '../domain/call-state.ts';
import type { QuoteFinding } from '../domain/evidence.ts';
import type { EvaluationRow, RecommendationRow } from '../domain/report-rows.ts';
import type { Speaker } from '../domain/transcript.ts';

/** The contract's closed lists in the words of the departments: the only place where they are translated. */

export const stateNames: Readonly<Record<CallState, string>> = {
  saved: 'Оценён',
  not_sales: 'Не продажа',
  too_short: 'Слишком короткий',
  unknown_operator: 'Оператора нет в справочнике',
  ambiguous_operator: 'Подходят несколько операторов',
  internal_segment: 'Внутренний звонок, без номера клиента',
  other_department: 'Учтён в другом отделе',
  no_transcript: 'Нет расшифровки',
  pending_transcript: 'Расшифровка ещё не готова',
  too_few_phrases: 'Слишком мало реплик',
  too_long: 'Слишком длинный для модели',
  malformed: 'Запись T-Банка с ошибкой',
  failed: 'Ошибка',
  pending: 'Очередь не дошла',
};

const pendingNames: Readonly<Record<PendingReason, string>> = {
  limit: 'достигнут предел --limit',
  interrupted: 'запуск прерван',
  stopped: 'запуск остановлен',
  over_budget: 'исчерпан бюджет',
};

const stageNames: Readonly<Record<FailureStage, string>> = {
  transcript: 'расшифровка',
  analysis: 'анализ',
  saving: 'сохранение',
};

export const resultNames: Readonly<Record<EvaluationRow['state'], string>> = {
  scored: 'оценено',
  not_applicable: 'не применимо',
  not_scored: 'не оценено',
};

export const priorityNames: Readonly<Record<RecommendationRow['priority'], string>> = {
  high: 'Высокий',
  medium: 'Средний',
  low: 'Низкий',
};

export const findingNames: Readonly<Record<QuoteFinding, string>> = {
  exact: 'дословно',
  close: 'почти дословно',
  wrong_speaker: 'сказал другой собеседник',
  not_found: 'в разговоре не найдено',
};

export const speakerNames: Readonly<Record<Speaker, string>> = { operator: 'Оператор', client: 'Клиент' };

const declineNames: Readonly<Record<string, string>> = {
  прекратил_закупки: 'Прекратил закупки',
  снижение_объемов: 'Снижение объёмов',
  проблемы_с_товаром: 'Проблемы с товаром',
  проблемы_с_сервисом: 'Проблемы с сервисом',
};

/** Types beyond the contract's four are the model's own words; asked for in the style of those, they read as words again. */
export function declineName(reasonType: string): string {
  const words = reasonType.replaceAll('_', ' ');
  return ownName(declineNames, reasonType) ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** Detail of a state: a reason of `pending`, or `stage/class` of `failed`. */
export function detailName(detail: string): string {
  const [stage = '', failureClass = ''] = detail.split('/');
  const stageName = ownName(stageNames, stage);
  return (
    ownName(pendingNames, detail) ?? (stageName === undefined ? detail : `${stageName}, ${failureClass}`)
  );
}

/** A word from outside may be `constructor` or `__proto__`, which every object knows. */
function ownName(names: Readonly<Record<string, string>>, word: string): string | undefined {
  return Object.hasOwn(names, word) ? names[word] : undefined;
}

/** What changed where the trend breaks. */
export const breakNames = {
  checklist: 'чек-лист',
  prompt: 'промпт',
  instructions: 'инструкции',
  model: 'модель',
} as const;
