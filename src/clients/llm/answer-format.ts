import type { Checklist } from '../../domain/checklist.ts';
import { priorities } from '../../domain/model-answer.ts';

/*
 * The answer's shape as the wire wants it. Written for OpenAI's strict mode, the strictest of all: every field required,
 * no further ones, absent values as null; no numeric bounds, which some providers refuse.
 */

/** Beyond these OpenAI refuses a schema; below them other providers still compile it. */
const mostEnumValues = 450;
const longestEnums = 14_000;

interface Schema {
  readonly type: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
}

const text: Schema = { type: 'string' };
const number: Schema = { type: 'number' };
const numberOrNull: Schema = { type: ['number', 'null'] };
const textOrNull: Schema = { type: ['string', 'null'] };
const yesOrNo: Schema = { type: 'boolean' };

/** `response_format` for answers about this check-list: names and ids of criteria can only be the sheet's. */
export function answerFormat(checklist: Checklist): unknown {
  const schema = answerSchema(checklist);
  return { type: 'json_schema', json_schema: { name: 'call_analysis', strict: true, schema } };
}

function answerSchema(checklist: Checklist): Schema {
  return object({
    is_sales_call: yesOrNo,
    evaluations: arrayOf(evaluationSchema(checklist)),
    recommendations: arrayOf(
      object({
        category: text,
        issue: text,
        recommendation: text,
        priority: { type: 'string', enum: priorities },
      }),
    ),
    agreements: arrayOf(object({ amount: numberOrNull, agreement: text })),
    decline_reasons: arrayOf(
      object({
        reason_type: {
          type: 'string',
          description:
            'прекратил_закупки, снижение_объемов, проблемы_с_товаром, проблемы_с_сервисом или своими словами',
        },
        reason_description: text,
        product_category: textOrNull,
      }),
    ),
  });
}

function evaluationSchema(checklist: Checklist): Schema {
  const ids = distinct(checklist.criteria.map((criterion) => criterion.id));
  const categories = distinct(checklist.criteria.map((criterion) => criterion.category));
  const names = distinct(checklist.criteria.map((criterion) => criterion.name));
  const values = [...ids, ...categories, ...names];
  const fits = values.length <= mostEnumValues && values.join('').length <= longestEnums;
  const oneOf = (choices: readonly string[]): Schema => (fits ? { type: 'string', enum: choices } : text);
  return object({
    criterion_id: oneOf(ids),
    category: oneOf(categories),
    criterion: oneOf(names),
    quotes: {
      ...arrayOf(object({ speaker: { type: 'string', enum: ['operator', 'client'] }, text })),
      description: 'до трёх дословных цитат из расшифровки, на которых держится оценка',
    },
    reason: text, // before the score: a model that first says why scores better
    not_applicable: yesOrNo,
    score_given: numberOrNull,
    max_score: number,
  });
}

function object(properties: Readonly<Record<string, Schema>>): Schema {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
}

function arrayOf(items: Schema): Schema {
  return { type: 'array', items };
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
