import type { ExportedCall } from '../../src/domain/exported-call.ts';

/** A call as it is exported; everything invented. */
export function exportedCall(changes: Partial<ExportedCall> = {}): ExportedCall {
  return {
    departmentId: 1,
    day: '2026-11-03',
    callId: 1,
    startTime: '2026-11-03 10:15:30',
    finishTime: '2026-11-03 10:20:30',
    durationSeconds: 300,
    operator: 'Малев Сергей',
    office: null,
    supervisor: null,
    phoneNumber: '+70000000001',
    totalScore: 7.5,
    maxScore: 10,
    performancePercentage: 75,
    finalPercentage: null,
    criticalFailed: false,
    scoredShare: 1,
    evaluations: [
      {
        category: 'Контакт',
        criterion: 'Приветствие',
        state: 'scored',
        score: 7.5,
        maxScore: 10,
        reason: 'поздоровался',
        unsupported: true,
      },
      {
        category: 'Контакт',
        criterion: 'Имя',
        state: 'not_applicable',
        score: null,
        maxScore: null,
        reason: null,
        unsupported: null,
      },
    ],
    recommendations: [
      { category: 'Контакт', issue: 'нет имени', recommendation: 'назвать', priority: 'high' },
    ],
    agreements: [
      { amount: 0.1, agreement: 'проба' },
      { amount: 0.2, agreement: 'ещё проба' },
      { amount: null, agreement: 'перезвонить' },
    ],
    declineReasons: [{ type: 'снижение_объемов', description: 'меньше гостей', productCategory: 'напитки' }],
    ...changes,
  };
}
