import type { Checklist } from '../../src/domain/checklist.ts';
import { untagged } from '../../src/domain/checklist-tags.ts';
import { criterionId } from '../../src/domain/checklist.ts';
import type { Question } from '../../src/domain/question.ts';

export const checklist: Checklist = {
  criteria: [
    ['Начало', 'Приветствие'],
    ['Начало', 'Имя клиента'],
    ['Продажа', 'Выявление потребности'],
  ].map(([category = '', name = '']) => ({
    id: criterionId(category, name),
    category,
    name,
    comment: '',
    maximum: 5,
    conditions: 'Как обычно',
    ...untagged,
  })),
};

/** A question about a short invented call. */
export function question(fields: Partial<Question> = {}): Question {
  return {
    yardstick: {
      template: {
        parts: [
          { text: 'Оцени звонок, ответь JSON.\n' },
          { placeholder: 'criteria_list' },
          { text: '\n---\n' },
          { placeholder: 'transcription' },
        ],
      },
      checklist,
      instructions: '',
      askedModel: 'gpt-test',
    },
    transcript: {
      phrases: [
        { speaker: 'operator', startMs: 0, text: 'Добрый день!' },
        { speaker: 'client', startMs: 900, text: 'Здравствуйте.' },
      ],
    },
    note: null,
    onlyCriteria: null,
    maxAnswerTokens: null,
    ...fields,
  };
}
