/** Why no call can be answered: a class for the log and what the operator can do. */
export interface StopReason {
  readonly errorClass:
    | 'gateway_budget'
    | 'gateway_key'
    | 'gateway_model'
    | 'gateway_url'
    | 'gateway_no_deployment'
    | 'gateway_refuses_all';
  readonly advice: string;
}

const budget: StopReason = {
  errorClass: 'gateway_budget',
  advice: 'the budget of TOKEN_LLM (or of its team, or the provider’s) is used up; raise it and run again',
};
const key: StopReason = {
  errorClass: 'gateway_key',
  advice: 'TOKEN_LLM is refused: wrong, expired or blocked, or the provider’s key in the gateway is',
};
const model: StopReason = {
  errorClass: 'gateway_model',
  advice:
    'MODEL is unknown to the gateway or not allowed for TOKEN_LLM; GET /v1/models shows what the key may use',
};
const deployment: StopReason = {
  errorClass: 'gateway_no_deployment',
  advice: 'no deployment of MODEL is available; a wrong provider key in the gateway can look the same',
};
const notTheGateway: StopReason = {
  errorClass: 'gateway_url',
  advice:
    'LLM_BASE_URL does not lead to a LiteLLM gateway, or a proxy in front of it answered; LLM_BASE_URL is an origin without a path, /v1/chat/completions is added',
};
const redirected: StopReason = {
  errorClass: 'gateway_url',
  advice: 'redirects are not followed, a key could travel with them; set LLM_BASE_URL to the final address',
};

export const stopReasons = {
  budget,
  key,
  model,
  deployment,
  notTheGateway,
  redirected,
} as const;

/** Said when the first calls of a run were all refused alike, in words that tell nothing. */
export function refusesAll(calls: number): StopReason {
  return {
    errorClass: 'gateway_refuses_all',
    advice: `the first ${calls} calls of this run were all refused alike; check LLM_BASE_URL, TOKEN_LLM and MODEL`,
  };
}
