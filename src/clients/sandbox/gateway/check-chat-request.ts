import { askedModel, answeringModel } from '../world/credentials.ts';
import { checkResponseFormat, type ResponseFormat } from './check-response-format.ts';
import { refuseCompletion } from './gateway-errors.ts';

/** A completion request, checked. */
export interface ChatRequest {
  /** Everything the system and the user said, in order. */
  readonly prompt: string;
  /** What user messages say behind the one with the transcript: a follow-up. */
  readonly notes: readonly string[];
  readonly format: ResponseFormat['type'];
  readonly schema: Readonly<Record<string, unknown>> | undefined;
  readonly maxTokens: number | undefined;
}

type Json = Readonly<Record<string, unknown>>;

const numberFields: Readonly<Record<string, readonly [number, number]>> = {
  temperature: [0, 2],
  top_p: [0, 1],
  presence_penalty: [-2, 2],
  frequency_penalty: [-2, 2],
  seed: [-Infinity, Infinity],
  max_tokens: [1, Infinity],
  max_completion_tokens: [1, Infinity],
  n: [1, 1],
  timeout: [0, Infinity],
  num_retries: [0, 100],
};
/** Fields of OpenAI and LiteLLM that the scorer has no use for. */
const ignoredFields = new Set(
  'user metadata stop tools tool_choice parallel_tool_calls logprobs reasoning_effort store service_tier cache tags fallbacks drop_params allowed_openai_params modalities prediction'.split(
    ' ',
  ),
);
const roles = new Set(['system', 'developer', 'user', 'assistant', 'tool']);

/** The models a request may ask for. */
export const knownModels: readonly string[] = [askedModel, answeringModel];

/** Checks a completion request as strictly as LiteLLM and the model behind it would. */
export function checkChatRequest(text: string): ChatRequest {
  const body = parseObject(text);
  checkModel(body['model']);
  for (const [field, value] of Object.entries(body)) checkField(field, value);
  const format = checkResponseFormat(body['response_format']);
  const messages = readMessages(body['messages']);
  return {
    prompt: messages.map(({ text }) => text).join('\n\n'),
    notes: findNotes(messages),
    format: format.type,
    schema: format.schema,
    maxTokens: (body['max_completion_tokens'] ?? body['max_tokens'] ?? undefined) as number | undefined,
  };
}

function parseObject(text: string): Json {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Json;
  } catch {
    // Falls through to the same refusal as any other body that is no object.
  }
  return refuseCompletion({ status: 400, message: 'Invalid JSON payload', type: 'invalid_request_error' });
}

function checkModel(model: unknown): void {
  if (typeof model === 'string' && knownModels.includes(model)) return;
  const shown = typeof model === 'string' ? model : 'None';
  refuseCompletion({
    status: 400,
    message: `{'error': '/chat/completions: Invalid model name passed in model=${shown}. Call \`/v1/models\` to view available models for your key.'}`,
  });
}

function checkField(field: string, value: unknown): void {
  if (field === 'model' || field === 'messages' || field === 'response_format' || ignoredFields.has(field))
    return;
  if (value === null) return;
  if (field === 'stream') {
    if (value === false) return;
    refuseField(field, 'the sandbox does not stream');
  }
  const range = numberFields[field];
  if (range === undefined) {
    refuseCompletion({
      status: 400,
      message: `litellm.BadRequestError: OpenAIException - Unrecognized request argument supplied: ${field}`,
      type: null,
    });
  }
  if (typeof value !== 'number' || value < range[0] || value > range[1]) {
    refuseField(field, `expected a number from ${range[0]} to ${range[1]}`);
  }
}

function refuseField(field: string, problem: string): never {
  refuseCompletion({
    status: 400,
    message: `litellm.BadRequestError: OpenAIException - Invalid type or value for '${field}': ${problem}.`,
    type: 'invalid_request_error',
    param: field,
  });
}

interface Message {
  readonly role: string;
  /** Empty where the model said it, or a tool. */
  readonly text: string;
}

function readMessages(messages: unknown): Message[] {
  if (!Array.isArray(messages) || messages.length === 0) {
    refuseField('messages', 'expected a non-empty array');
  }
  return messages.map((message: unknown, place) => {
    const { role, content } = (message ?? {}) as Json;
    if (typeof role !== 'string' || !roles.has(role)) refuseField(`messages[${place}].role`, 'unknown role');
    const text = readContent(content, place);
    return { role, text: role === 'assistant' || role === 'tool' ? '' : text };
  });
}

const spokenLine = /^(?:operator|client):/m;

function findNotes(messages: readonly Message[]): string[] {
  const said = messages.filter(({ role }) => role === 'user').map(({ text }) => text);
  const transcript = said.findIndex((text) => spokenLine.test(text));
  return transcript === -1 ? [] : said.slice(transcript + 1);
}

function readContent(content: unknown, place: number): string {
  if (typeof content === 'string') return content;
  if (Array.isArray(content)) {
    return content
      .map((part: unknown) => {
        const { type, text } = (part ?? {}) as Json;
        if (type === 'text' && typeof text === 'string') return text;
        return refuseField(`messages[${place}].content`, 'expected parts of type text');
      })
      .join('\n');
  }
  return refuseField(`messages[${place}].content`, 'expected a string or an array of parts');
}
