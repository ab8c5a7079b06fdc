import type { Checklist, Criterion } from './checklist.ts';
import { renderChecklist } from './checklist.ts';
import { untagged } from './checklist-tags.ts';
import { fenceTranscript } from './fence-transcript.ts';
import { fingerprint } from './fingerprint.ts';
import type { PromptTemplate } from './prompt-template.ts';
import { renderFrame } from './prompt-template.ts';
import type { Transcript } from './transcript.ts';
import { utf8Length } from './utf8-length.ts';

/** What every call of a run is judged by. */
export interface Yardstick {
  readonly template: PromptTemplate;
  readonly checklist: Checklist;
  readonly instructions: string;
  readonly askedModel: string;
}

/** One request to the model about one call. */
export interface Question {
  readonly yardstick: Yardstick;
  readonly transcript: Transcript;
  /** What was wrong with the last answer, short and bounded; NULL the first time. */
  readonly note: string | null;
  /** The question is for these criteria only: they were missing from the first answer. NULL: for all. */
  readonly onlyCriteria: readonly Criterion[] | null;
  /** Upper bound for the answer, in tokens; NULL leaves it to the gateway. Set after a truncated answer. */
  readonly maxAnswerTokens: number | null;
}

/** The prompt as the model gets it. Text from outside is only inserted, never expanded. */
export function promptOf(question: Pick<Question, 'yardstick' | 'transcript'>): string {
  return promptFrameOf(question.yardstick).join(fenceTranscript(question.transcript));
}

/**
 * UTF-8 bytes of the prompt, without putting it together: nine tenths of it are the same for every call. Never too few: only
 * halves of a character on both sides of a joint would be fewer bytes together.
 */
export function promptBytesOf({ yardstick, transcript }: Pick<Question, 'yardstick' | 'transcript'>): number {
  const frame = promptFrameOf(yardstick);
  let frameBytes = frameLengths.get(frame);
  if (frameBytes === undefined) {
    frameBytes = frame.reduce((sum, piece) => sum + utf8Length(piece), 0);
    frameLengths.set(frame, frameBytes);
  }
  return frameBytes + (frame.length - 1) * utf8Length(fenceTranscript(transcript));
}

/** The prompt around the transcript, the same for every call: joined by a transcript it is the prompt. */
export function promptFrameOf(yardstick: Yardstick): readonly string[] {
  const known = promptFrames.get(yardstick);
  if (known !== undefined) return known;
  const frame = renderFrame(yardstick.template, {
    criteria_list: renderChecklist(yardstick.checklist),
    custom_instructions: yardstick.instructions,
  });
  promptFrames.set(yardstick, frame);
  return frame;
}

/** One yardstick judges thousands of calls. */
const promptFrames = new WeakMap<Yardstick, readonly string[]>();
/** In UTF-8 bytes. */
const frameLengths = new WeakMap<readonly string[], number>();

/** What decides whether a stored analysis still holds: it is current while all four are the same. */
export interface Fingerprints {
  readonly checklist: string;
  readonly prompt: string;
  readonly instructions: string;
  readonly askedModel: string;
}

export function fingerprintsOf(yardstick: Yardstick): Fingerprints {
  return {
    checklist: fingerprintOfChecklist(yardstick.checklist),
    prompt: fingerprint(JSON.stringify(yardstick.template.parts)),
    instructions: fingerprint(yardstick.instructions),
    askedModel: yardstick.askedModel,
  };
}

export function fingerprintOfChecklist(checklist: Checklist): string {
  return fingerprint(JSON.stringify(checklist.criteria.map(everythingJudged)));
}

/** Tags are part of it only where there are any: a check-list without tags keeps the fingerprint it always had. */
function everythingJudged(criterion: Criterion): unknown[] {
  const { category, name, comment, maximum, conditions, weight, allowsNotApplicable, critical } = criterion;
  const judged = [category, name, comment, maximum, conditions];
  const isTagged =
    weight !== untagged.weight ||
    allowsNotApplicable !== untagged.allowsNotApplicable ||
    critical !== untagged.critical;
  return isTagged ? [...judged, weight, allowsNotApplicable, critical] : judged;
}

export function fingerprintOfTranscript(transcript: Transcript): string {
  return fingerprint(JSON.stringify(transcript.phrases.map((p) => [p.speaker, p.startMs, p.text])));
}
