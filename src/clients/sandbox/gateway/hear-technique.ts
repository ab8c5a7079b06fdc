import type { PromptLine } from './read-prompt.ts';
import type { Sign, Technique } from './techniques.ts';

/** An operator's phrase, with the form that stems are looked for in. */
export interface HeardLine {
  readonly line: PromptLine;
  readonly lower: string;
}

/** What was heard of a technique. */
export interface Heard {
  /** 0..1. */
  readonly share: number;
  readonly found: readonly { readonly sign: Sign; readonly line: HeardLine }[];
  readonly missing: readonly Sign[];
}

const linesAtStart = 6;
const linesAtEnd = 9;

/** Listens to the operator for one technique. */
export function hearTechnique(technique: Technique, spoken: readonly HeardLine[]): Heard {
  const lines = chooseLines(technique, spoken);
  return technique.counted === 'signs' ? hearSigns(technique, lines) : hearLines(technique, lines);
}

function chooseLines({ scope }: Technique, spoken: readonly HeardLine[]): readonly HeardLine[] {
  if (scope === 'start') return spoken.slice(0, linesAtStart);
  return scope === 'end' ? spoken.slice(-linesAtEnd) : spoken;
}

function hearSigns(technique: Technique, lines: readonly HeardLine[]): Heard {
  const found: { sign: Sign; line: HeardLine }[] = [];
  const missing: Sign[] = [];
  for (const sign of technique.signs) {
    const line = lines.find(({ lower }) => hasStem(lower, sign.stems));
    if (line === undefined) missing.push(sign);
    else found.push({ sign, line });
  }
  return { share: Math.min(1, found.length / technique.enough), found, missing };
}

function hearLines(technique: Technique, lines: readonly HeardLine[]): Heard {
  const [sign] = technique.signs;
  if (sign === undefined) return { share: 0, found: [], missing: [] };
  const found = lines.filter(({ lower }) => hasStem(lower, sign.stems)).map((line) => ({ sign, line }));
  const share = Math.min(1, found.length / technique.enough);
  if (technique.counted === 'absence') return { share: 1 - share, found, missing: [] };
  return { share, found, missing: found.length === 0 ? [sign] : [] };
}

function hasStem(lower: string, stems: readonly string[]): boolean {
  for (const stem of stems) if (lower.includes(stem)) return true;
  return false;
}
