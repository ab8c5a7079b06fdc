import type { Speaker } from '../dialogues/dialogue.ts';

/** A criterion as the prompt gives it. */
export interface AskedCriterion {
  readonly category: string;
  readonly name: string;
  readonly comment: string;
  readonly conditions: string;
  readonly maximum: number;
  readonly id: string | undefined;
}

export interface PromptLine {
  readonly speaker: Speaker;
  readonly text: string;
}

export interface ReadPrompt {
  readonly criteria: readonly AskedCriterion[];
  readonly transcript: readonly PromptLine[];
  readonly asksDeclineReasons: boolean;
}

const labels = {
  'КАТЕГОРИЯ:': 'category',
  'КРИТЕРИЙ:': 'name',
  'КОММЕНТАРИЙ:': 'comment',
  'МАКСИМАЛЬНЫЙ БАЛЛ:': 'maximum',
  'УСЛОВИЯ ОЦЕНКИ:': 'conditions',
  'ИДЕНТИФИКАТОР:': 'id',
} as const;
type Field = (typeof labels)[keyof typeof labels];

interface Block {
  readonly line: number;
  readonly fields: Partial<Record<Field, string>>;
}

const speech = /^(operator|client): ?(.*)$/;

/** Finds check-list and transcript anywhere in a prompt; nothing said in the transcript counts as check-list. */
export function readPrompt(prompt: string): ReadPrompt {
  const lines = prompt.split('\n');
  const transcript: (PromptLine & { line: number })[] = [];
  const blocks: Block[] = [];
  let block: Block | undefined;
  let field: Field | undefined;
  for (const [line, raw] of lines.entries()) {
    const text = raw.trim();
    const found = readLabel(text);
    if (found !== undefined) {
      if (block === undefined || startsAnother(block, found.field)) {
        block = { line, fields: {} };
        blocks.push(block);
      }
      field = found.field;
      block.fields[field] = found.value;
      continue;
    }
    const spoken = speech.exec(text);
    if (spoken !== null) {
      transcript.push({ line, speaker: spoken[1] as Speaker, text: spoken[2] ?? '' });
    } else if (text !== '' && block !== undefined && field !== undefined) {
      block.fields[field] = `${block.fields[field] ?? ''} ${text}`;
      continue;
    }
    if (text === '' || spoken !== null) field = undefined;
  }
  const [start, end] = findConversation(transcript);
  return {
    criteria: blocks.filter(({ line }) => line < start || line > end).flatMap(toCriterion),
    transcript: transcript
      .filter(({ line }) => line >= start && line <= end)
      .map(({ speaker, text }) => ({ speaker, text })),
    asksDeclineReasons: prompt.includes('decline_reasons'),
  };
}

function readLabel(text: string): { field: Field; value: string } | undefined {
  // All labels begin with И, К, М or У: looking at one letter keeps long prompts cheap.
  if (!'ИКМУ'.includes(text.charAt(0))) return undefined;
  for (const [label, field] of Object.entries(labels)) {
    if (text.startsWith(label)) return { field, value: text.slice(label.length).trim() };
  }
  return undefined;
}

/** A new criterion begins with its category, or with a name when the block has one already. */
function startsAnother(block: Block, field: Field): boolean {
  return block.fields[field] !== undefined || (field === 'category' && block.fields.name !== undefined);
}

/**
 * First and last line of the conversation: the longest run of spoken lines and all that follow it, so that an example
 * in the instructions above is not taken for a part of it.
 */
function findConversation(transcript: readonly { line: number }[]): [number, number] {
  let longest = { start: Infinity, length: 0 };
  let run = { start: Infinity, length: 0, last: -Infinity };
  for (const { line } of transcript) {
    if (line - run.last > 2) run = { start: line, length: 0, last: line };
    run.length += 1;
    run.last = line;
    if (run.length > longest.length) longest = { start: run.start, length: run.length };
  }
  return [longest.start, transcript.at(-1)?.line ?? -Infinity];
}

function toCriterion({ fields }: Block): AskedCriterion[] {
  const maximum = Number.parseFloat((fields.maximum ?? '').replace(',', '.'));
  if (fields.name === undefined || fields.name === '' || Number.isNaN(maximum)) return [];
  return [
    {
      category: fields.category ?? '',
      name: fields.name,
      comment: fields.comment ?? '',
      conditions: fields.conditions ?? '',
      maximum,
      id: fields.id === '' ? undefined : fields.id,
    },
  ];
}
