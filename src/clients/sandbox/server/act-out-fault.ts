import type { Fault } from '../options/parse-fault.ts';
import type { Answer } from './answer.ts';
import type { Service } from './service.ts';

/** An answer that needs no acting: a status asked for by a fault, or the refusal of a body that is too long. */
export function answerAtOnce(
  service: Service,
  fault: Fault | undefined,
  body: string | undefined,
): Answer | undefined {
  if (body === undefined) return service.errorAnswer(413, {});
  if (fault === undefined || !/^\d/.test(fault.kind)) return undefined;
  const headers: Record<string, string> = {};
  const { 'retry-after': retryAfter, 'provider-retry-after': providerRetryAfter } = fault.options;
  if (retryAfter !== undefined) headers['retry-after'] = retryAfter;
  if (providerRetryAfter !== undefined) headers['llm_provider-retry-after'] = providerRetryAfter;
  return service.errorAnswer(Number(fault.kind), headers);
}

const leastSlowMs = 3000;
const slowFactor = 10;

/** How long the answer is held back, counted from the arrival of the request; milliseconds. */
export function delayOf(latencyMs: number, fault: Fault | undefined): number {
  if (fault?.kind !== 'slow') return latencyMs;
  const { ms } = fault.options;
  return ms === undefined ? Math.max(leastSlowMs, latencyMs * slowFactor) : Number(ms);
}
