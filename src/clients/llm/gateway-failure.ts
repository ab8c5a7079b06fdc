import { CallError, StopRunError } from '../../domain/errors.ts';
import type { TransportError } from '../http/http-errors.ts';
import type { Refusal } from './refusal.ts';
import type { StopReason } from './stop-reasons.ts';

/** An HTTP answer that is no success. Carries identifiers only: the 429 text holds a hash of the key. */
export class GatewayFailure extends Error {
  override readonly name = 'GatewayFailure';
  readonly refusal: Refusal;
  readonly host: string;
  readonly status: number;
  /** LiteLLM's id of the call, to be found in the gateway's own log; NULL when it sent none. */
  readonly gatewayCallId: string | null;

  constructor(facts: { refusal: Refusal; host: string; status: number; gatewayCallId: string | null }) {
    super(`the gateway ${facts.host} refused (status ${facts.status})`);
    this.refusal = facts.refusal;
    this.host = facts.host;
    this.status = facts.status;
    this.gatewayCallId = facts.gatewayCallId;
  }
}

/** A short class of what went wrong, for log and ledger. */
export function failureClassOf(error: GatewayFailure | TransportError): string {
  if (error instanceof GatewayFailure) {
    const { refusal } = error;
    if (refusal.next === 'stop_run') return refusal.reason.errorClass;
    // Everything that could be left out of the request was left out, and it was still refused.
    return refusal.next === 'ask_plainer' ? 'bad_request' : refusal.failureClass;
  }
  if (error.kind === 'timeout') return 'timeout';
  return error.kind === 'protocol' ? 'bad_http' : 'connection';
}

/** What the pipeline is told once nothing is tried any more. */
export function toPipelineError(error: GatewayFailure | TransportError): CallError | StopRunError {
  const failureClass = failureClassOf(error);
  if (!(error instanceof GatewayFailure)) {
    return new CallError('analysis', failureClass, `the gateway ${error.message}`, { cause: error });
  }
  const { refusal, status } = error;
  if (refusal.next === 'stop_run') return stopRun(error, refusal.reason);
  if (refusal.next === 'retry' && refusal.atLast !== null) return stopRun(error, refusal.atLast);
  const message = `the gateway ${error.host} did not answer this call: ${failureClass} (${identifiers(error)})`;
  return new CallError('analysis', failureClass, message, { cause: error, status });
}

/** This answer ends the run. */
export function stopRun(error: GatewayFailure, reason: StopReason): StopRunError {
  const message = `the gateway ${error.host} refuses: ${reason.advice} (${identifiers(error)})`;
  return new StopRunError(reason.errorClass, message, { cause: error });
}

/** What a failure means when it does not heal; NULL: nothing but itself. */
export function atLastOf(error: GatewayFailure | TransportError): StopReason | null {
  return error instanceof GatewayFailure && error.refusal.next === 'retry' ? error.refusal.atLast : null;
}

/** The circuit breaker's end of the run. What the last failure means at last is said rather than that nothing came. */
export function gatewayDown(error: GatewayFailure | TransportError, failedRounds: number): StopRunError {
  const atLast = atLastOf(error);
  if (error instanceof GatewayFailure && atLast !== null) return stopRun(error, atLast);
  const last = error instanceof GatewayFailure ? `, ${identifiers(error)}` : '';
  return new StopRunError(
    'gateway_down',
    `the gateway ${error.host} gave no answer ${failedRounds} times in a row, the last time: ${failureClassOf(error)}${last}. ` +
      'See whether it is up (GET /health/liveliness at LLM_BASE_URL) and run again: what is stored stays, the rest is taken up. ' +
      'CALLQ_BREAKER_FAILURES says how often is too often',
    { cause: error },
  );
}

function identifiers(error: GatewayFailure): string {
  const callId = error.gatewayCallId === null ? '' : `, x-litellm-call-id ${error.gatewayCallId}`;
  return `status ${error.status}${callId}`;
}
