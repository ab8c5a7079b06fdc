import type { Fault } from '../options/parse-fault.ts';
import type { Misbehaviour } from '../options/parse-misbehaviour.ts';
import type { MisbehaviourStatistics } from '../sandbox-statistics.ts';
import type { Answer } from '../server/answer.ts';
import { answeringModel } from '../world/credentials.ts';
import { checkChatRequest, type ChatRequest } from './check-chat-request.ts';
import { contextMessage, refuseByFault } from './fault-errors.ts';
import { fitSchema } from './fit-schema.ts';
import { refuseCompletion } from './gateway-errors.ts';
import { keepAsked } from './keep-asked.ts';
import { Misbehaver } from './misbehaviour/misbehaver.ts';
import type { Evaluation } from './misbehaviour/plant-misbehaviour.ts';
import { NoteWatch } from './note-watch.ts';
import { readPrompt, type ReadPrompt } from './read-prompt.ts';
import { scoreCall } from './score-call.ts';
import { spoilContent, spoilVerdict, type Draft } from './spoil-completion.ts';
import { countTokens, countUsage, cutToTokens, PrefixCache } from './usage.ts';
import { writeCompletion } from './write-completion.ts';

const contextTokens = 131_072;

/** Answers completions and adds up what they cost. */
export class ChatCompleter {
  readonly #notes = new NoteWatch();
  readonly #prefixes = new PrefixCache();
  readonly #misbehaver: Misbehaver;
  #totals = { costUsd: 0, promptTokens: 0, completionTokens: 0 };

  constructor(misbehaviours: readonly Misbehaviour[] = [], seed = 1) {
    this.#misbehaver = new Misbehaver(misbehaviours, seed);
  }

  complete(body: string, fault: Fault | undefined): Answer {
    const chat = checkChatRequest(body);
    const refusal = refuseByFault(fault, chat);
    if (refusal !== undefined) return refusal;
    const promptTokens = countTokens(chat.prompt);
    if (promptTokens > contextTokens) {
      refuseCompletion({ status: 400, message: contextMessage(contextTokens, promptTokens), type: null });
    }
    const read = keepAsked(readPrompt(chat.prompt), chat);
    const kind = this.#chooseKind(fault, chat, read);
    const draft = draftCompletion(chat, read);
    const onSent = fault === undefined ? this.#misbehave(draft, chat, read) : undefined;
    finishDraft(draft, chat, kind);
    const usage = countUsage(chat.prompt, draft.content ?? '', this.#prefixes.cachedTokens(chat.prompt));
    this.#totals.costUsd += usage.costUsd;
    this.#totals.promptTokens += usage.promptTokens;
    this.#totals.completionTokens += usage.completionTokens;
    const answer = writeCompletion(draft, usage);
    return onSent === undefined || draft.finishReason !== 'stop' ? answer : { ...answer, onSent };
  }

  get totals(): { costUsd: number; promptTokens: number; completionTokens: number } {
    return this.#totals;
  }

  get misbehaviour(): MisbehaviourStatistics {
    return this.#misbehaver.statistics;
  }

  reset(): void {
    this.#totals = { costUsd: 0, promptTokens: 0, completionTokens: 0 };
    this.#notes.reset();
    this.#misbehaver.reset();
  }

  /** Plants what the options ask for; what is returned counts it. */
  #misbehave(draft: Draft, chat: ChatRequest, read: ReadPrompt): () => void {
    const good = (draft.verdict['evaluations'] ?? []) as readonly Evaluation[];
    const { evaluations, onSent } = this.#misbehaver.misbehave(good, {
      read,
      isFollowUp: chat.notes.length > 0,
      fit: (evaluation) => fitEvaluation(draft.verdict, evaluation, chat),
    });
    if (draft.verdict['evaluations'] !== undefined) draft.verdict = { ...draft.verdict, evaluations };
    return onSent;
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

function fitEvaluation(
  verdict: Draft['verdict'],
  evaluation: Evaluation,
  { schema }: ChatRequest,
): Evaluation {
  if (schema === undefined) return evaluation;
  const fitted = fitSchema({ ...verdict, evaluations: [evaluation] }, schema) as Draft['verdict'];
  return (fitted['evaluations'] as readonly Evaluation[])[0] ?? evaluation;
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
