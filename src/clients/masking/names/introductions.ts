import { isCapitalized, type Line } from '../speech.ts';
import { cuesAt } from './cues.ts';
import { isBrand, readFullName, type FullName } from './full-name.ts';
import type { NameIndex } from './name-index.ts';
import { isNominative, readAfter, readBefore, whose } from './told-names.ts';

/** A name that a phrase tells, and whose it is. */
export interface Introduction {
  readonly line: Line;
  readonly name: FullName;
  readonly of: 'speaker' | 'client';
  /** Beyond doubt, also when the operator has the same name. */
  readonly strong: boolean;
}

/** What a phrase itself says about names: «меня зовут …», «…, слушаю», «на имя …». */
export function readIntroductions(index: NameIndex, line: Line): Introduction[] {
  const { tokens, speaker } = line;
  const found: Introduction[] = [];
  const add = (name: FullName | null, of: Introduction['of'], strong: boolean): void => {
    if (name !== null) found.push({ line, name, of, strong });
  };
  tokens.forEach((token, at) => {
    const cues = token.kind === 'word' ? cuesAt(token.lower) : undefined;
    if (cues === undefined) return;
    for (const cue of cues.self) {
      add(readAfter(index, line, { at, cue }), whose(line, { at, cue }), cue.strong);
    }
    for (const cue of cues.end) add(readBefore(index, line, { at, cue }), 'speaker', cue.strong);
    for (const cue of speaker === 'operator' ? [...cues.client, ...cues.operator] : cues.client) {
      add(readAfter(index, line, { at, cue }), 'client', cue.strong);
    }
  });
  if (speaker === 'client' && index.isNamedIn(tokens)) {
    tokens.forEach((_, at) => {
      add(readStandingName(index, line, at), 'speaker', false);
    });
  }
  return found;
}

/** «Корнеева Мария Ивановна» in full, «Ковалёв Андрей, …» or «Екатерина.» as a part of its own at the beginning of the call. */
function readStandingName(index: NameIndex, { tokens, index: place }: Line, at: number): FullName | null {
  const name = readFullName(index, tokens, at, 'known');
  if (name === null || isBrand(tokens, at)) return null;
  if (name.surname !== null && name.patronymic !== null) return name;
  const [before, after] = [tokens[at - 1], tokens[name.last + 1]];
  const opens = before === undefined || /^[.!]$/u.test(before.text);
  if (!isNominative(index, tokens, name)) return null;
  if (name.surname === null)
    return opens && after?.text === '.' && place < 4 && isCapitalized(tokens[at]) ? name : null;
  const isPart = after === undefined || /^[,.!]$/u.test(after.text) || after.lower === 'звоню';
  return isPart && (opens || /^(?:,|да|алло|день|здравствуйте)$/u.test(before.lower)) ? name : null;
}
