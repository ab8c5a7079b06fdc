import { parseCost } from '../../domain/cost.ts';
import type { ReceivedAnswer } from '../../domain/ports.ts';
import type { HttpResponse } from '../http/http-client.ts';

/** A response with status 200 as the pipeline stores it: nothing is interpreted. */
export function toReceivedAnswer(response: HttpResponse, latencyMs: number): ReceivedAnswer {
  return {
    body: response.body,
    bodyTruncated: response.bodyTruncated,
    status: response.status,
    // `None` and a missing header are unknown, never 0.
    costUsd: parseCost(response.headers['x-litellm-response-cost'] ?? ''),
    costIsInvented: response.headers['x-callq-sandbox'] !== undefined,
    latencyMs,
    gatewayCallId: parseGatewayCallId(response.headers),
  };
}

/** LiteLLM's id of the call when it looks like one: it goes to logs and messages. */
export function parseGatewayCallId(headers: HttpResponse['headers']): string | null {
  const id = headers['x-litellm-call-id']?.trim() ?? '';
  return /^[\w.:-]{1,100}$/u.test(id) ? id : null;
}
