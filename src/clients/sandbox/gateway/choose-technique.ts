import type { AskedCriterion } from './read-prompt.ts';
import { techniques, type Technique } from './techniques.ts';

const cacheSize = 500;
const chosen = new Map<string, Technique>();

/** The technique a criterion asks for, by the words of its name, then of its conditions; else the general one. */
export function chooseTechnique(criterion: AskedCriterion): Technique {
  const key = `${criterion.category}|${criterion.name}|${criterion.comment}|${criterion.conditions}`;
  const known = chosen.get(key);
  if (known !== undefined) return known;
  const weights: readonly (readonly [string, number])[] = [
    [criterion.name, 4],
    [criterion.conditions, 1],
    [criterion.comment, 1],
    [criterion.category, 0.5],
  ];
  let best = techniques[0] as Technique;
  let bestWeight = 1;
  for (const technique of techniques) {
    let weight = 0;
    for (const [text, factor] of weights) weight += factor * weigh(technique, text.toLowerCase());
    if (weight > bestWeight) {
      best = technique;
      bestWeight = weight;
    }
  }
  if (chosen.size >= cacheSize) chosen.clear();
  chosen.set(key, best);
  return best;
}

function weigh(technique: Technique, text: string): number {
  let weight = 0;
  for (const [stem, value] of Object.entries(technique.askedBy)) {
    if (text.includes(stem)) weight += value;
  }
  return weight;
}
