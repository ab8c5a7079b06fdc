import type { Line } from '../speech.ts';
import { readFullName } from './full-name.ts';
import type { Introduction } from './introductions.ts';
import type { NameIndex } from './name-index.ts';
import { isNominative } from './told-names.ts';

/** «Очень приятно, Жанна» in answer to an operator's introduction is the client's own name when it is not the operator's. */
export function readPleasedClient(
  index: NameIndex,
  line: Line,
  before: readonly Introduction[],
): Introduction | null {
  const isAnswer =
    line.speaker === 'client' &&
    before.some(({ line: told, of }) => told.speaker === 'operator' && of === 'speaker');
  if (!isAnswer) return null;
  const { tokens } = line;
  const at = tokens.findIndex(
    ({ kind, lower }) =>
      kind !== 'mark' &&
      !/^(?:и|мне|нам|тоже|очень|приятно|взаимно|познакомиться|да|а|здравствуйте)$/u.test(lower),
  );
  const isPleased = tokens
    .slice(0, Math.max(0, at))
    .some(({ lower }) => /^(?:приятно|взаимно)$/u.test(lower));
  const name = isPleased ? readFullName(index, tokens, at, 'known') : null;
  return name !== null && isNominative(index, tokens, name)
    ? { line, name, of: 'speaker', strong: false }
    : null;
}
