/** A completion before it is written out; faults change it. */
export interface Draft {
  /** The JSON object of the answer. */
  verdict: Record<string, unknown>;
  /** Filled in from the verdict once that is final. */
  content: string | null;
  message: Record<string, unknown>;
  finishReason: string;
  choices: boolean;
  usage: 'full' | 'partial' | 'none';
  model: string;
  headers: Record<string, string>;
  extra: Record<string, unknown>;
}

type Spoil = (draft: Draft) => void;

function evaluationsOf(draft: Draft): Record<string, unknown>[] {
  return (draft.verdict['evaluations'] ?? []) as Record<string, unknown>[];
}

function rewriteReasons(draft: Draft, rewrite: (reason: string) => string): void {
  draft.verdict['evaluations'] = evaluationsOf(draft).map((evaluation) => ({
    ...evaluation,
    reason: rewrite(String(evaluation['reason'])),
  }));
}

/** Faults of the object itself; what the JSON schema said does not bind them. */
const verdictSpoils: Readonly<Record<string, Spoil>> = {
  'missing-criteria': (draft) => {
    draft.verdict['evaluations'] = evaluationsOf(draft).filter((_, place) => place % 2 === 0);
  },
  'repeated-criterion': (draft) => {
    const [first] = evaluationsOf(draft);
    if (first !== undefined)
      draft.verdict['evaluations'] = [...evaluationsOf(draft), { ...first, score_given: 0 }];
  },
  'string-verdict': (draft) => {
    draft.verdict['is_sales_call'] = String(draft.verdict['is_sales_call']);
  },
  'invalid-then-note': (draft) => {
    draft.verdict['is_sales_call'] = 'да';
  },
  wrapped: (draft) => {
    draft.verdict = { values: draft.verdict };
  },
  'null-character': (draft) => {
    rewriteReasons(draft, (reason) => `${reason}\u0000 конец`);
  },
  surrogate: (draft) => {
    rewriteReasons(draft, (reason) => `${reason} \ud83d конец`);
  },
  'extra-fields': (draft) => {
    draft.verdict = {
      ...draft.verdict,
      total_score: 1,
      max_possible_score: 2,
      performance_percentage: 50,
      confidence: { level: 'high' },
      evaluations: evaluationsOf(draft).map((evaluation) => ({ ...evaluation, weight: 1.5, notes: null })),
    };
    draft.extra = { provider_specific_fields: { sandbox: true }, citations: [] };
    draft.message = { ...draft.message, provider_specific_fields: { refusal: null }, annotations: [] };
  },
};

/** Faults of the text and of what stands around it. */
const contentSpoils: Readonly<Record<string, Spoil>> = {
  length: (draft) => {
    draft.finishReason = 'length';
    draft.content = draft.content?.slice(0, draft.content.length >> 1) ?? null;
  },
  'length-null': (draft) => {
    draft.finishReason = 'length';
    draft.content = null;
  },
  'content-filter': (draft) => {
    draft.finishReason = 'content_filter';
    draft.content = '';
  },
  empty: (draft) => {
    draft.choices = false;
  },
  'not-json': (draft) => {
    draft.content = 'Разговор прошёл хорошо, оператор вежлив. Общая оценка: 7 из 10.';
  },
  'in-reasoning': (draft) => {
    draft.message['reasoning_content'] = draft.content;
    draft.content = '';
  },
  'in-tool-call': (draft) => {
    const call = { name: 'json_tool_call', arguments: draft.content };
    draft.message['tool_calls'] = [{ id: 'call_sandbox', type: 'function', function: call }];
    draft.content = null;
    draft.finishReason = 'tool_calls';
  },
  fenced: (draft) => {
    draft.content = `\`\`\`json\n${draft.content ?? ''}\n\`\`\``;
  },
  think: (draft) => {
    draft.content = `<think>Черновик: {"is_sales_call": false, "evaluations": []}. Проверю ещё раз.</think>\n${draft.content ?? ''}`;
  },
  'think-closing': (draft) => {
    draft.content = `Сначала посмотрю на приветствие: {"score": 3}.</think>\n${draft.content ?? ''}`;
  },
  twice: (draft) => {
    draft.content = `${draft.content ?? ''}\n${draft.content ?? ''}`;
  },
  'two-different': (draft) => {
    draft.content = `${draft.content ?? ''}\n{"is_sales_call": false, "evaluations": []}`;
  },
  'text-around': (draft) => {
    draft.content = `Вот результат анализа:\n${draft.content ?? ''}\nОбращайтесь, если нужны пояснения.`;
  },
  'no-usage': (draft) => {
    draft.usage = 'none';
  },
  'partial-usage': (draft) => {
    draft.usage = 'partial';
  },
  fallback: (draft) => {
    draft.model = 'callq-sandbox-fallback-scorer';
    draft.headers['x-litellm-attempted-fallbacks'] = '1';
    draft.headers['x-litellm-attempted-retries'] = '2';
  },
};

/** Applies a fault that concerns the object, before it becomes text. */
export function spoilVerdict(kind: string, draft: Draft): void {
  verdictSpoils[kind]?.(draft);
}

/** Applies a fault that concerns the text, or what stands around it. */
export function spoilContent(kind: string, draft: Draft): void {
  contentSpoils[kind]?.(draft);
}
