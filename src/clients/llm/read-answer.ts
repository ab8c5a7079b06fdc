import * as z from 'zod';

import type { AnswerReading } from '../../domain/analysis.ts';
import { cleanText } from '../../domain/clean-text.ts';
import { isNestedTooDeeply } from '../../domain/is-nested-too-deeply.ts';
import type { AnswerProblem } from '../../domain/model-answer.ts';
import type { ReceivedAnswer } from '../../domain/ports.ts';
import { parseJsonBody } from '../http/json-body.ts';
import { noUsage, readUsage } from './token-usage.ts';

/** Names of models and finish reasons are stored and logged: no longer than this, in characters. */
const longestName = 200;

const name = z
  .string()
  .transform((value) => cleanText(value).trim().slice(0, longestName).toWellFormed())
  .transform((value) => (value === '' ? null : value))
  .nullish()
  .catch(null);

/** Text, or Anthropic-like parts of which only the text counts: thinking and tool use are no answer. */
const content = z
  .union([z.string(), z.array(z.unknown()).transform((parts) => parts.map(textOfPart).join(''))])
  .nullish()
  .catch(null);

const message = z
  .object({
    content,
    refusal: z.string().nullish().catch(null),
    reasoning_content: z.unknown().optional(),
    reasoning: z.unknown().optional(),
    tool_calls: z.unknown().optional(),
    function_call: z.unknown().optional(),
  })
  .nullish()
  .catch(null);

/** Only what is used; unknown fields broke the old program twice. */
const envelope = z.object({
  model: name,
  usage: z.unknown().optional(),
  choices: z.array(z.object({ finish_reason: name, message })),
});

/** Finish reasons of OpenAI, Anthropic and Gemini; the gateway translates most of them, but not in every release. */
const truncatedReasons = new Set(['length', 'max_tokens', 'max_output_tokens']);
const filterReasons = new Set(['content_filter', 'safety', 'prohibited_content', 'recitation', 'refusal']);

/** Takes the text out of a received body, or says why there is none. Pure: also for bodies stored earlier. */
export function readAnswer(answer: Pick<ReceivedAnswer, 'body' | 'bodyTruncated'>): AnswerReading {
  if (answer.bodyTruncated) return unreadable(problems.bodyTooLarge);
  const known = readings.get(answer.body);
  if (known !== undefined) return known;
  const reading = readBody(answer);
  readings.set(answer.body, reading);
  return reading;
}

/** The pace asks for the tokens of an answer before anybody reads it. */
const readings = new WeakMap<Uint8Array, AnswerReading>();

function readBody(answer: Pick<ReceivedAnswer, 'body'>): AnswerReading {
  const json = parseJsonBody(answer);
  const parsed = json.ok && !isNestedTooDeeply(json.value) ? envelope.safeParse(json.value) : null;
  if (parsed?.success !== true) return unreadable(problems.badEnvelope);
  const { choices, model, usage } = parsed.data;
  const choice = choices[0];
  const text = choice?.message?.content ?? '';
  return {
    text: text.trim() === '' ? null : text,
    problem: problemOf(choice, text),
    answeringModel: model ?? null,
    finishReason: choice?.finish_reason ?? null,
    usage: readUsage(usage),
  };
}

type Choice = z.infer<typeof envelope>['choices'][number];

function problemOf(choice: Choice | undefined, text: string): AnswerProblem | null {
  if (choice === undefined) return problems.noChoices;
  const finish = choice.finish_reason?.toLowerCase() ?? '';
  // Before the text is looked at: half an answer can hold a whole object.
  if (truncatedReasons.has(finish)) return problems.truncated;
  if (filterReasons.has(finish)) return problems.contentFilter;
  if (text.trim() !== '') return null;
  if ((choice.message?.refusal ?? '') !== '') return problems.refused;
  return holdsJsonElsewhere(choice) ? problems.elsewhere : problems.empty;
}

function holdsJsonElsewhere({ message: said }: Choice): boolean {
  const places = [said?.reasoning_content, said?.reasoning, said?.tool_calls, said?.function_call];
  return places.some((place) => {
    const text = typeof place === 'string' ? place : JSON.stringify(place ?? null);
    return text.includes('{');
  });
}

function textOfPart(part: unknown): string {
  if (typeof part === 'string') return part;
  if (typeof part !== 'object' || part === null || !('text' in part)) return '';
  const isText = !('type' in part) || part.type === 'text' || part.type === 'output_text';
  return isText && typeof part.text === 'string' ? part.text : '';
}

function unreadable(problem: AnswerProblem): AnswerReading {
  return { text: null, problem, answeringModel: null, finishReason: null, usage: noUsage };
}

const jsonOnly = 'Ответь ровно одним объектом JSON в тексте сообщения.';

const problems = {
  truncated: {
    failureClass: 'truncated_answer',
    note: 'Ответ оборвался на пределе длины. Пиши пояснения короче, чтобы объект JSON был полным.',
  },
  contentFilter: {
    failureClass: 'content_filter',
    note: `Ответ задержан фильтром содержимого. Оценивай звонок нейтральными словами. ${jsonOnly}`,
  },
  refused: {
    failureClass: 'refused_answer',
    note: `Вместо ответа пришёл отказ. Нужно оценить только качество разговора. ${jsonOnly}`,
  },
  noChoices: { failureClass: 'no_choices', note: `Ответа не было. ${jsonOnly}` },
  empty: { failureClass: 'empty_answer', note: `Ответ был пустым. ${jsonOnly}` },
  elsewhere: {
    failureClass: 'answer_elsewhere',
    note: `Ответ стоял в рассуждениях или в вызове инструмента, а не в сообщении. ${jsonOnly}`,
  },
  badEnvelope: { failureClass: 'bad_envelope', note: `Ответ не удалось прочитать. ${jsonOnly}` },
  bodyTooLarge: {
    failureClass: 'body_too_large',
    note: `Ответ был слишком длинным. Пиши пояснения короче. ${jsonOnly}`,
  },
} as const satisfies Record<string, AnswerProblem>;
