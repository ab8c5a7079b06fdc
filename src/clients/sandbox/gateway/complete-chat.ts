import { randomUUID } from 'node:crypto';
import type { Fault } from '../options/parse-fault.ts';
import { jsonAnswer, type Answer } from '../server/answer.ts';
import { answeringModel, askedModel } from '../world/credentials.ts';
import { checkChatRequest, type ChatRequest } from './check-chat-request.ts';
import { contextMessage, refuseByFault } from './fault-errors.ts';
import { fitSchema } from './fit-schema.ts';
import { refuseCompletion } from './gateway-errors.ts';
import { NoteWatch } from './note-watch.ts';
import { readPrompt, type ReadPrompt } from './read-prompt.ts';
import { scoreCall } from './score-call.ts';
import { spoilContent, spoilVerdict, type Draft } from './spoil-completion.ts';
import { countTokens, countUsage, cutToTokens, PrefixCache, writeUsage, type Usage } from './usage.ts';

const contextTokens = 131_072;

/** Answers completions and adds up what they cost. */
export class ChatCompleter {
  readonly #notes = new NoteWatch();
  readonly #prefixes = new PrefixCache();
  #totals = { costUsd: 0, promptTokens: 0, completionTokens: 0 };

  complete(body: string, fault: Fault | undefined): Answer {
    const chat = checkChatRequest(body);
    const refusal = refuseByFault(fault, chat);
    if (refusal !== undefined) return refusal;
    const promptTokens = countTokens(chat.prompt);
    if (promptTokens > contextTokens) {
      refuseCompletion({ status: 400, message: contextMessage(contextTokens, promptTokens), type: null });
    }
    const read = readPrompt(chat.prompt);
    const kind = this.#chooseKind(fault, chat, read);
    const draft = draftCompletion(chat, read);
    finishDraft(draft, chat, kind);
    const usage = countUsage(chat.prompt, draft.content ?? '', this.#prefixes.cachedTokens(chat.prompt));
    this.#totals.costUsd += usage.costUsd;
    this.#totals.promptTokens += usage.promptTokens;
    this.#totals.completionTokens += usage.completionTokens;
    return writeCompletion(draft, usage);
  }

  get totals(): { costUsd: number; promptTokens: number; completionTokens: number } {
    return this.#totals;
  }

  reset(): void {
    this.#totals = { costUsd: 0, promptTokens: 0, completionTokens: 0 };
    this.#notes.reset();
  }

  #chooseKind(fault: Fault | undefined, chat: ChatRequest, read: ReadPrompt): string {
    if (fault?.kind !== 'invalid-then-note') return fault?.kind ?? '';
    return this.#notes.bringsNote(read.transcript, chat.prompt.length) ? '' : fault.kind;
  }
}

function draftCompletion(chat: ChatRequest, read: ReadPrompt): Draft {
  const verdict: unknown = scoreCall(read);
  const fitted = chat.schema === undefined ? verdict : fitSchema(verdict, chat.schema);
  return {
    verdict: fitted as Record<string, unknown>,
    content: null,
    message: {},
    finishReason: 'stop',
    choices: true,
    usage: 'full',
    model: answeringModel,
    headers: {},
    extra: {},
  };
}

/** Turns the verdict into text; faults change it before and after. */
function finishDraft(draft: Draft, chat: ChatRequest, kind: string): void {
  spoilVerdict(kind, draft);
  draft.content = JSON.stringify(draft.verdict);
  cutToLimit(draft, chat.maxTokens);
  spoilContent(kind, draft);
}

function cutToLimit(draft: Draft, maxTokens: number | undefined): void {
  if (maxTokens === undefined || draft.content === null || countTokens(draft.content) <= maxTokens) return;
  draft.content = cutToTokens(draft.content, maxTokens);
  draft.finishReason = 'length';
}

function writeCompletion(draft: Draft, usage: Usage): Answer {
  const message = {
    role: 'assistant',
    content: draft.content,
    tool_calls: null,
    function_call: null,
    ...draft.message,
  };
  const choice = { index: 0, finish_reason: draft.finishReason, message };
  const whole = writeUsage(usage);
  const body = {
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: draft.model,
    system_fingerprint: null,
    choices: draft.choices ? [choice] : [],
    usage:
      draft.usage === 'full'
        ? whole
        : draft.usage === 'none'
          ? null
          : { total_tokens: whole['total_tokens'] },
    ...draft.extra,
  };
  const cost: Record<string, string> =
    draft.usage === 'none'
      ? {}
      : { 'x-litellm-response-cost': draft.usage === 'partial' ? 'None' : usage.costUsd.toFixed(10) };
  return jsonAnswer(200, body, {
    'x-litellm-model-id': hexOfModel,
    'x-litellm-model-group': askedModel,
    'x-ratelimit-remaining-requests': '9998',
    'x-ratelimit-remaining-tokens': '1999000',
    ...cost,
    ...draft.headers,
  });
}

/** LiteLLM names a deployment by a hash. */
const hexOfModel = '5d7c1f3a0b9e4c62a8f07e1d3b6c9a54';
