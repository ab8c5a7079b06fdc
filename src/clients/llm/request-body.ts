import type { Checklist } from '../../domain/checklist.ts';
import type { Question } from '../../domain/question.ts';
import { promptOf } from '../../domain/question.ts';
import { answerFormat } from './answer-format.ts';
import type { RequestShape } from './request-shape.ts';

/** The longest note that is sent, in characters. */
const longestNote = 2000;

/**
 * Schemas as text, one per check-list: writing one out costs as much as the rest of a request together.
 */
const formatTexts = new WeakMap<Checklist, string>();

/**
 * The body of `POST /v1/chat/completions`. The prompt is one user message, the same for every try, so that providers can
 * cache it; the note of a repeated question follows as a message of its own. No temperature, seed or anything else that a
 * model might refuse: none of them is needed.
 */
export function requestBody(question: Question, shape: RequestShape): string {
  const messages = [{ role: 'user', content: promptOf(question) }];
  if (question.note !== null) messages.push({ role: 'user', content: noteMessage(question.note) });
  const fields = [
    `"model":${JSON.stringify(question.yardstick.askedModel)}`,
    `"messages":${JSON.stringify(messages)}`,
  ];
  if (shape.jsonMode === 'json_schema') {
    fields.push(`"response_format":${formatOf(question)}`);
  } else if (shape.jsonMode === 'json_object') {
    fields.push('"response_format":{"type":"json_object"}');
  }
  if (question.maxAnswerTokens !== null && shape.withMaxTokens) {
    fields.push(`"max_tokens":${question.maxAnswerTokens}`);
  }
  return `{${fields.join(',')}}`;
}

function noteMessage(note: string): string {
  const bounded = note.length > longestNote ? note.slice(0, longestNote).toWellFormed() : note;
  return `Это повторный запрос: прошлый ответ нельзя было принять. Что исправить:\n${bounded}\nОтветь одним объектом JSON в том же формате, без пояснений.`;
}

/** The schema allows only what is asked for: all criteria, or those that were missing. */
function formatOf({ yardstick, onlyCriteria }: Question): string {
  return onlyCriteria === null
    ? formatText(yardstick.checklist)
    : JSON.stringify(answerFormat({ criteria: onlyCriteria }));
}

function formatText(checklist: Checklist): string {
  const known = formatTexts.get(checklist);
  if (known !== undefined) return known;
  const written = JSON.stringify(answerFormat(checklist));
  formatTexts.set(checklist, written);
  return written;
}
