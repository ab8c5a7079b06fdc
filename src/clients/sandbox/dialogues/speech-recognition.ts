import { createRandom, mix, pick, type Random } from '../random.ts';
import type { CallPlan } from '../world/call-plan.ts';
import { plainFillers, slackFillers } from './common-texts.ts';
import type { Dialogue, Speaker } from './dialogue.ts';

/** Marks at the end of a word; dots inside addresses and prices stay. */
const marks = /[.,!?:;—]+(?=\s|$)/g;

/** Turns written dialogue into what a speech recogniser hears: fillers, and in many calls no punctuation. */
export function speakLikeRecognition(turns: Dialogue, plan: CallPlan): Dialogue {
  const random = createRandom(mix(plan.seed, 0x5bee));
  const style = random();
  const fillerShare = 0.05 + 0.25 * random();
  const spoken = turns.map(({ speaker, text }) => ({
    speaker,
    text: writeInStyle(addFiller(random, { speaker, text }, { plan, fillerShare }), style),
  }));
  return spoken;
}

function addFiller(
  random: Random,
  { speaker, text }: { speaker: Speaker; text: string },
  { plan, fillerShare }: { plan: CallPlan; fillerShare: number },
): string {
  const drawn = random();
  if (speaker === 'operator' && drawn < 0.5 * Math.max(0, 0.6 - plan.quality)) {
    return pick(random, slackFillers) + uncapitalize(text);
  }
  return drawn > 1 - fillerShare ? pick(random, plainFillers) + uncapitalize(text) : text;
}

function uncapitalize(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function writeInStyle(text: string, style: number): string {
  if (style < 0.4) return capitalize(text);
  const bare = text.replace(marks, '');
  return style < 0.75 ? bare.toLowerCase() : bare;
}
