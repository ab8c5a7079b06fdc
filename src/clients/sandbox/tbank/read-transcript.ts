import type { Dialogue } from '../dialogues/dialogue.ts';
import { writeDialogue } from '../dialogues/write-dialogue.ts';
import { createRandom, mix, pickBetween, shuffle, type Random } from '../random.ts';
import { jsonAnswer, type Answer } from '../server/answer.ts';
import type { ServiceRequest } from '../server/service.ts';
import { decodeCallId } from '../world/call-id.ts';
import type { CallPlan, CallPlanner } from '../world/call-plan.ts';
import { readJsonBody, requireInteger } from './read-json-body.ts';
import { refuse, tbankError } from './tbank-errors.ts';

interface Phrase {
  readonly contactId: number | string;
  readonly phraseText: string;
  readonly startTimeInMs: number;
}

/** Answers transcription/segment; the call is made again from its id alone. */
export function readTranscript(request: ServiceRequest, planner: CallPlanner): Answer {
  if (!request.query.has('token')) refuse(400, 'query parameter token is required');
  const body = readJsonBody(request, ['segmentId']);
  const key = decodeCallId(requireInteger(body['segmentId'], 1, 'segmentId'));
  if (key === undefined || key.index >= planner.callsPerDay) return tbankError(404, 'no such segment');
  const plan = planner.plan(key);
  if (plan.kind === 'malformed') return tbankError(404, 'no such segment');
  if (plan.kind === 'no-transcript') return writeMissing(plan);
  return jsonAnswer(200, writeTranscript(plan));
}

/** All the ways in which a transcript can be missing, in turn. */
function writeMissing(plan: CallPlan): Answer {
  const firstOperatorId = 500;
  const blank = { contactId: firstOperatorId, phraseText: ' ', startTimeInMs: 0 };
  const shapes: readonly (() => Answer)[] = [
    () => tbankError(404, 'transcription not found'),
    () => jsonAnswer(200, null),
    () => jsonAnswer(200, { firstOperatorId: null, transcriptionParts: [] }),
    () => jsonAnswer(200, { firstOperatorId, transcriptionParts: [{ phrases: [] }] }),
    () =>
      jsonAnswer(200, {
        firstOperatorId,
        transcriptionParts: [{ phrases: [blank, { ...blank, phraseText: '', startTimeInMs: 900 }] }],
      }),
  ];
  const shape = shapes[plan.seed % shapes.length];
  return shape === undefined ? tbankError(404, 'transcription not found') : shape();
}

function writeTranscript(plan: CallPlan): unknown {
  const random = createRandom(mix(plan.seed, 0x7a5c));
  const operatorId = pickBetween(random, 500, 5000);
  const style = pickBetween(random, 0, 3);
  const contact = {
    operator: style % 2 === 0 ? operatorId : String(operatorId),
    client: style < 2 ? operatorId + 7 : `client-${operatorId}`,
  };
  const phrases = timePhrases(writeDialogue(plan), plan.durationSeconds, contact);
  if (random() < 0.1) phrases.push({ contactId: contact.client, phraseText: ' ', startTimeInMs: 5 });
  return {
    firstOperatorId: style === 1 || style === 2 ? operatorId : String(operatorId),
    transcriptionParts: splitIntoParts(random, phrases),
    language: 'ru',
  };
}

/** Spreads the phrases over the call, longer ones taking longer; no two start together. */
function timePhrases(
  dialogue: Dialogue,
  durationSeconds: number,
  contact: Readonly<Record<'operator' | 'client', number | string>>,
): Phrase[] {
  const whole = dialogue.reduce((sum, { text }) => sum + text.length + 15, 0);
  let before = 0;
  return dialogue.map(({ speaker, text }, place) => {
    const startTimeInMs = Math.floor((before / whole) * durationSeconds * 1000) + 10 + place;
    before += text.length + 15;
    return { contactId: contact[speaker], phraseText: text, startTimeInMs };
  });
}

/** One to four parts; in half of the transcripts neither parts nor phrases are in order. */
function splitIntoParts(random: Random, phrases: readonly Phrase[]): { phrases: readonly Phrase[] }[] {
  const mixed = random() < 0.5;
  const count = pickBetween(random, 1, 4);
  const size = Math.ceil(phrases.length / count);
  const parts = Array.from({ length: count }, (_, place) => {
    const part = phrases.slice(place * size, (place + 1) * size);
    return { phrases: mixed ? shuffle(random, part) : part };
  });
  return mixed ? shuffle(random, parts) : parts;
}
