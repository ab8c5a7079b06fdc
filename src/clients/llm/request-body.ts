import type { Checklist } from '../../domain/checklist.ts';
import { fenceTranscript } from '../../domain/fence-transcript.ts';
import type { Question, Yardstick } from '../../domain/question.ts';
import { promptFrameOf } from '../../domain/question.ts';
import { answerFormat } from './answer-format.ts';
import type { RequestShape } from './request-shape.ts';

/** The longest note that is sent, in characters. */
const longestNote = 2000;

/*
 * Nine tenths of a request are the same for all calls of a run: they are written out once, as the bytes that are sent.
 */
const frameBytes = new WeakMap<Yardstick, readonly Buffer[]>();
const formatBytes = new WeakMap<Checklist, Buffer>();

/**
 * The body of `POST /v1/chat/completions`, JSON in UTF-8. The prompt is one user message, the same for every try, so that
 * providers can cache it; the note of a repeated question follows as a message of its own. No temperature, seed or anything
 * else that a model might refuse: none of them is needed.
 */
export function requestBody(question: Question, shape: RequestShape): Buffer {
  const model = JSON.stringify(question.yardstick.askedModel);
  const chunks = [
    Buffer.from(`{"model":${model},"messages":[{"role":"user","content":"`),
    ...promptBytes(question),
    Buffer.from('"}'),
  ];
  if (question.note !== null) {
    chunks.push(Buffer.from(`,${JSON.stringify({ role: 'user', content: noteMessage(question.note) })}`));
  }
  chunks.push(Buffer.from(']'));
  if (shape.jsonMode === 'json_schema') {
    chunks.push(Buffer.from(',"response_format":'), formatOf(question));
  } else if (shape.jsonMode === 'json_object') {
    chunks.push(Buffer.from(',"response_format":{"type":"json_object"}'));
  }
  if (question.maxAnswerTokens !== null && shape.withMaxTokens) {
    chunks.push(Buffer.from(`,"max_tokens":${question.maxAnswerTokens}`));
  }
  chunks.push(Buffer.from('}'));
  return Buffer.concat(chunks);
}

/** The prompt within a JSON string. */
function promptBytes({ yardstick, transcript }: Question): Buffer[] {
  const inserted = escaped(fenceTranscript(transcript));
  return frameOf(yardstick).flatMap((piece, index) => (index === 0 ? [piece] : [inserted, piece]));
}

function frameOf(yardstick: Yardstick): readonly Buffer[] {
  const known = frameBytes.get(yardstick);
  if (known !== undefined) return known;
  const frame = promptFrameOf(yardstick).map(escaped);
  frameBytes.set(yardstick, frame);
  return frame;
}

/** As it stands between the quotation marks of a JSON string. */
function escaped(text: string): Buffer {
  return Buffer.from(JSON.stringify(text).slice(1, -1));
}

function noteMessage(note: string): string {
  const bounded = note.length > longestNote ? note.slice(0, longestNote).toWellFormed() : note;
  return `Это повторный запрос: прошлый ответ нельзя было принять. Что исправить:\n${bounded}\nОтветь одним объектом JSON в том же формате, без пояснений.`;
}

/** The schema allows only what is asked for: all criteria, or those that were missing. */
function formatOf({ yardstick, onlyCriteria }: Question): Buffer {
  if (onlyCriteria !== null) return writeFormat({ criteria: onlyCriteria });
  const known = formatBytes.get(yardstick.checklist);
  if (known !== undefined) return known;
  const written = writeFormat(yardstick.checklist);
  formatBytes.set(yardstick.checklist, written);
  return written;
}

function writeFormat(checklist: Checklist): Buffer {
  return Buffer.from(JSON.stringify(answerFormat(checklist)));
}
