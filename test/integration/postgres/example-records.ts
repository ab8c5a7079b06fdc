import { randomUUID } from 'node:crypto';

import { noFaults } from '../../../src/domain/interpretation.ts';
import type { ListedCall } from '../../../src/domain/call.ts';
import type {
  AnswerRecord,
  CallRecord,
  Logger,
  NewAnalysis,
  Projection,
  RunStart,
} from '../../../src/domain/ports.ts';
import { untagged } from '../../../src/domain/checklist-tags.ts';
import type { Fingerprints, Yardstick } from '../../../src/domain/question.ts';
import type { Transcript } from '../../../src/domain/transcript.ts';

export const DAY = '2026-11-20';
export const FINGERPRINTS: Fingerprints = {
  checklist: 'checklist',
  prompt: 'prompt',
  instructions: 'instructions',
  askedModel: 'model',
};
/** What FINGERPRINTS are said to be of. */
const YARDSTICK: Yardstick = {
  template: { parts: [{ placeholder: 'criteria_list' }, { text: ' {} ' }, { placeholder: 'transcription' }] },
  checklist: {
    criteria: [
      {
        ...{ id: 'a', category: 'Начало', name: 'Приветствие', comment: 'сразу', maximum: 10 },
        ...{ conditions: 'да/нет', ...untagged },
      },
      {
        ...{ id: 'b', category: 'Начало', name: 'Возражения', comment: '', maximum: 2.5, conditions: '' },
        ...{ weight: 1.5, allowsNotApplicable: true, critical: true },
      },
    ],
  },
  instructions: 'Будь строг',
  askedModel: 'model',
};
export const TRANSCRIPT: Transcript = {
  phrases: [
    { speaker: 'operator', startMs: 0, text: 'Добрый день' },
    { speaker: 'client', startMs: 1500, text: 'Здравствуйте' },
  ],
};
export const SILENT_LOGGER: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
/** How the store of department 1 is opened. */
/** The lock of a department that no test disputes. */
export const LOCK_HELD = (): Promise<void> => Promise.resolve();

export const STORE_OPTIONS = {
  departmentId: 1,
  zone: 'Europe/Moscow',
  embedded: false,
  logger: SILENT_LOGGER,
};
const USAGE = { input: 1000, cached: null, output: 50, reasoning: 10 };

/** A run of its own over DAY. */
export function exampleRun(changes: Partial<RunStart> = {}): RunStart {
  return {
    ...{ invocationId: randomUUID(), day: DAY, version: '1', host: 'host', processId: 1 },
    ...{ fingerprints: FINGERPRINTS, yardstick: YARDSTICK, ...changes },
  };
}

export function exampleCall(id: number): ListedCall {
  return {
    kind: 'call',
    id,
    startedAt: new Date('2026-11-20T21:30:00Z'),
    finishedAt: new Date('2026-11-20T21:35:00Z'),
    durationSeconds: 300,
    operatorName: 'Оператор Малев Сергей',
    operatorLogin: null,
    clientPhone: '+70000000000',
    endBeforeStart: false,
  };
}

export function exampleAnswer(callId: number, attempt = 1): AnswerRecord {
  return {
    callId,
    transcriptFingerprint: 'transcript',
    part: null,
    attempt,
    received: {
      body: new TextEncoder().encode(`{"attempt":${attempt}}`),
      bodyTruncated: false,
      status: 200,
      costUsd: '0.00012',
      costIsInvented: false,
      latencyMs: 1234.5,
      gatewayCallId: null,
    },
    answeringModel: 'model-2026',
    finishReason: 'stop',
    usage: USAGE,
    cost: { usd: '0.00012', source: 'header' },
    maskerVersion: null,
  };
}

export function exampleProjection(changes: Partial<Projection> = {}): Projection {
  return {
    score: {
      ...{ total: 7.5, maximum: 10, percentage: 75 },
      ...{ finalPercentage: 75, criticalFailed: false, scoredShare: 1 },
    },
    evaluations: [
      {
        ...{ criterionId: 'a', category: 'Начало', criterion: 'Приветствие', maximum: 10 },
        ...{ state: 'scored', score: 7.5, reason: 'поздоровался', unsupported: false },
        quotes: [
          { speaker: 'operator', text: 'добрый день', finding: 'exact', phraseIndex: 0, startSecond: 1 },
          { speaker: 'client', text: 'никогда', finding: 'not_found', phraseIndex: null, startSecond: null },
        ],
      },
      {
        ...{ criterionId: 'b', category: 'Начало', criterion: 'Возражения', maximum: 5 },
        ...{ state: 'not_applicable', score: null, reason: '', quotes: [], unsupported: null },
      },
    ],
    recommendations: [{ category: 'Начало', issue: 'тихо', recommendation: 'громче', priority: 'low' }],
    agreements: [{ amount: null, agreement: 'перезвонить' }],
    declineReasons: [{ reasonType: 'проблемы_с_товаром', reasonDescription: 'брак', productCategory: null }],
    ...changes,
  };
}

export function exampleAnalysis(answerIds: string[], changes: Partial<NewAnalysis> = {}): NewAnalysis {
  return {
    verdict: 'sales',
    answeringModel: 'model-2026',
    usage: USAGE,
    costUsd: '0.00012',
    costSource: 'header',
    latencyMs: 1234,
    faults: noFaults,
    maskerVersion: null,
    parts: 1,
    answerIds,
    ...changes,
  };
}

export function exampleRecord(id: number, analysis: CallRecord['analysis']): CallRecord {
  return {
    call: exampleCall(id),
    operator: { id: 7, fullName: 'Малев Сергей', tbankLogin: null },
    transcript: TRANSCRIPT,
    transcriptFingerprint: 'transcript',
    outcome: { action: 'analysed', state: 'saved', reason: null },
    analysis,
    projection: exampleProjection(),
  };
}
