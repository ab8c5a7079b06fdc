import { createRandom, mix, pickNormal } from '../random.ts';
import { isServiceName, serviceNames, type ServiceName } from './services.ts';

/** How long a service takes; milliseconds. */
export type Latency =
  | { readonly kind: 'constant'; readonly ms: number }
  | {
      readonly kind: 'lognormal';
      readonly medianMs: number;
      readonly sigma: number;
      readonly minMs: number;
      readonly maxMs: number;
    };

export const latencyForms = ['SERVICE=constant:MS', 'SERVICE=lognormal:MEDIAN_MS:SIGMA[:MIN_MS:MAX_MS]'];

/** Reads latency options such as `llm=lognormal:1200:0.5`; a later one of the same service replaces an earlier one. */
export function parseLatencies(texts: readonly string[]): Partial<Record<ServiceName, Latency>> {
  const latencies: Partial<Record<ServiceName, Latency>> = {};
  for (const text of texts) {
    const [service, form, more] = text.split('=');
    if (service === undefined || form === undefined || more !== undefined) {
      throw latencyError(text, 'it is not SERVICE=FORM');
    }
    if (!isServiceName(service)) throw latencyError(text, `there is no service "${service}"`);
    latencies[service] = parseForm(text, form);
  }
  return latencies;
}

function parseForm(text: string, form: string): Latency {
  const [kind, ...words] = form.split(':');
  const numbers = words.map((word) => (/^\d+(\.\d+)?$/.test(word) ? Number(word) : NaN));
  if (numbers.some(Number.isNaN)) throw latencyError(text, 'a value is no number ≥ 0');
  const [first, second, third, fourth] = numbers;
  if (kind === 'constant') {
    if (first === undefined || numbers.length !== 1) throw latencyError(text, 'constant takes one number');
    return { kind, ms: first };
  }
  if (kind !== 'lognormal') throw latencyError(text, `there is no form "${kind ?? ''}"`);
  if (first === undefined || second === undefined || (numbers.length !== 2 && numbers.length !== 4)) {
    throw latencyError(text, 'lognormal takes two or four numbers');
  }
  const minMs = third ?? 0;
  const maxMs = fourth ?? Infinity;
  if (minMs > maxMs) throw latencyError(text, 'MIN_MS is greater than MAX_MS');
  return { kind, medianMs: first, sigma: second, minMs, maxMs };
}

function latencyError(text: string, problem: string): Error {
  return new Error(
    `Latency "${text}" cannot be used: ${problem}. Allowed: ${latencyForms.join(' or ')}; SERVICE is one of ${serviceNames.join(', ')}.`,
  );
}

/** The latency of the n-th request: a function of seed and number, so that two runs meet the same ones. */
export function drawLatency(latency: Latency | undefined, seed: number, requestNumber: number): number {
  if (latency === undefined) return 0;
  if (latency.kind === 'constant') return latency.ms;
  const normal = pickNormal(createRandom(mix(seed, 0x1a7e, requestNumber)));
  const drawn = latency.medianMs * Math.exp(latency.sigma * normal);
  return Math.round(Math.min(latency.maxMs, Math.max(latency.minMs, drawn)) * 10) / 10;
}
