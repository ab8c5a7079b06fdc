import type { Fault } from '../options/parse-fault.ts';
import { jsonAnswer, type Answer } from '../server/answer.ts';
import type { ChatRequest } from './check-chat-request.ts';
import { gatewayError } from './gateway-errors.ts';

const budgetMessages: Readonly<Record<number, string>> = {
  400: 'Budget has been exceeded! Current cost: 14.0213, Max budget: 10.0',
  401: 'Authentication Error, ExceededBudget: Current spend for token: 14.0213; Max Budget for Token: 10.0',
  429: 'No deployments available - crossed budget: Exceeded budget for deployment',
};

/** The refusal a fault asks for; `undefined` when the fault lets the request be answered. */
export function refuseByFault(
  fault: Fault | undefined,
  request: Pick<ChatRequest, 'format'>,
): Answer | undefined {
  switch (fault?.kind) {
    case 'budget': {
      const status = Number(fault.options['status'] ?? 400);
      const message = budgetMessages[status] ?? budgetMessages[400] ?? '';
      return gatewayError({
        status,
        message,
        type: status === 429 ? 'None' : 'budget_exceeded',
        param: null,
      });
    }
    case 'expired-key':
      return gatewayError({
        status: 400,
        message: 'Authentication Error, Expired Key. Key Expiry time 2026-01-01 00:00:00+00:00',
        type: 'expired_key',
        param: null,
      });
    case 'no-db':
      return gatewayError({
        status: 400,
        message: 'No connected db.',
        type: 'no_db_connection',
        param: null,
      });
    case 'context':
      return gatewayError({
        status: 400,
        message: contextMessage(131_072, 140_001),
        type: null,
        param: null,
      });
    case 'policy':
      return gatewayError({
        status: 400,
        message:
          "litellm.BadRequestError: litellm.ContentPolicyViolationError: AzureException - The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        type: null,
        param: null,
      });
    case 'no-deployment':
      return gatewayError({
        status: 429,
        message:
          'No deployments available for selected model, Try again in 60 seconds. Passed model=callq-sandbox. pre-call-checks=False, cooldown_list=[]',
      });
    case 'detail':
      return jsonAnswer(500, { detail: 'Internal Server Error' });
    case 'no-schema':
      return request.format === 'json_schema' ? unsupportedFormat() : undefined;
    case 'no-json-mode':
      return request.format === 'text' ? undefined : unsupportedFormat();
    default:
      return undefined;
  }
}

function unsupportedFormat(): Answer {
  return gatewayError({
    status: 400,
    message:
      "litellm.UnsupportedParamsError: sandbox does not support parameters: ['response_format'], for model=callq-sandbox. To drop these, set `litellm.drop_params=True` or for proxy: `litellm_settings: drop_params: true`",
  });
}

/** What a model says to a prompt that is too long. */
export function contextMessage(limit: number, sent: number): string {
  return `litellm.ContextWindowExceededError: litellm.BadRequestError: ContextWindowExceededError: OpenAIException - This model's maximum context length is ${limit} tokens. However, your messages resulted in ${sent} tokens. Please reduce the length of the messages.`;
}
