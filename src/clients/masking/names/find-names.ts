import type { Finding } from '../finding.ts';
import { isCapitalized, type Line } from '../speech.ts';
import { readAddressedClients } from './addressed-clients.ts';
import { asksForName } from './cues.ts';
import { isBrand } from './full-name.ts';
import { readCorrectedName } from './corrected-names.ts';
import { readIntroductions, type Introduction } from './introductions.ts';
import { readAnswer } from './name-answers.ts';
import { looksLikeSurname, patronymicOf } from './name-forms.ts';
import type { NameIndex } from './name-index.ts';
import { readObliqueAnswer } from './oblique-answers.ts';
import { OperatorNames } from './operator-names.ts';
import { isOfOther } from './other-people.ts';
import { readCalledOperators, readOwnNames } from './own-names.ts';
import { People } from './people.ts';
import { readPleasedClient } from './pleased-clients.ts';
import { readPointedNames } from './pointed-names.ts';
import { readShopCaller } from './shop-callers.ts';
import { ShopNames } from './shop-names.ts';

/** Names of clients that the call reveals, wherever they are mentioned. The operators' own names stay. */
export function findNames(lines: readonly Line[], index: NameIndex): Finding[] {
  const told = readTold(lines, index).filter((introduction) => !isOfOther(lines, introduction));
  const addressed = lines
    .flatMap((line) => (line.speaker === 'operator' ? readAddressedClients(index, line) : []))
    .filter((introduction) => !isOfOther(lines, introduction));
  const called = lines.flatMap((line) => readCalledOperators(index, line));
  const operators = new OperatorNames(index, told, { called, addressed });
  const shops = new ShopNames(index, lines);
  const clients = [...told, ...addressed].filter(
    (introduction) => isClient(introduction) && operators.allow(introduction) && !shops.deny(introduction),
  );
  if (clients.length === 0) return [];
  const people = new People(index);
  const revealed = clients.map((introduction): Finding => {
    const { line, name } = introduction;
    return nameFinding(line, people.add(line, name), name.first, name.last);
  });
  return [...lines.flatMap((line) => findMentions(line, people, operators)), ...revealed];
}

/** What every phrase tells of names, by itself and as the answer to the one before it. */
function readTold(lines: readonly Line[], index: NameIndex): Introduction[] {
  let before: readonly Introduction[] = [];
  return lines.flatMap((line, place) => {
    const pleased = readPleasedClient(index, line, before);
    const corrected = readCorrectedName(index, line, lines[place - 1]);
    const caller = readShopCaller(index, line);
    const told = [
      ...readIntroductions(index, line),
      ...readPointedNames(index, line),
      ...readOwnNames(index, line),
      ...answersTo(lines, place, index),
      ...[pleased, corrected, caller].filter((one) => one !== null),
    ];
    before = told;
    return told;
  });
}

function isClient({ line, of }: Introduction): boolean {
  return of === 'client' || line.speaker === 'client';
}

function nameFinding(line: Line, person: number, first: number, last: number): Finding {
  const start = line.tokens[first]?.start ?? 0;
  return {
    kind: 'client_name',
    key: String(person),
    spans: [{ line: line.index, start, end: line.tokens[last]?.end ?? start }],
  };
}

/** The names told in answer to a question in one of the two phrases before, by the other speaker. */
function answersTo(lines: readonly Line[], place: number, index: NameIndex): Introduction[] {
  const line = lines[place];
  const question = [lines[place - 1], lines[place - 2]].find(
    (before) => before !== undefined && before.speaker !== line?.speaker,
  );
  if (line === undefined || question === undefined) return [];
  const oblique = readObliqueAnswer(index, line, question.words);
  if (oblique !== null) return [oblique];
  if (!asksForName(question.words)) return [];
  const answer = readAnswer(index, line);
  return answer === null ? [] : [answer];
}

/** Every mention of a known name, with the patronymic and the surname beside it. */
function findMentions(line: Line, people: People, operators: OperatorNames): Finding[] {
  const { tokens } = line;
  const found: Finding[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const person = people.personAt(tokens[at]);
    if (person === null || operators.isAddressed(line, at) || isBrand(tokens, at) || isTown(line, at))
      continue;
    let last = at;
    while (belongsToName(line, last + 1, people)) last += 1;
    const before = tokens[at - 1];
    const hasSurname =
      isCapitalized(before) &&
      before !== undefined &&
      at > 1 &&
      looksLikeSurname(before.lower) &&
      patronymicOf(before.lower) === null;
    found.push(nameFinding(line, person, hasSurname ? at - 1 : at, last));
    at = last;
  }
  return found;
}

function belongsToName({ tokens }: Line, at: number, people: People): boolean {
  const token = tokens[at];
  if (token?.kind !== 'word') return false;
  if (people.personAt(token) !== null || patronymicOf(token.lower) !== null) return true;
  return isCapitalized(token) && looksLikeSurname(token.lower);
}

/** «в Владимир» */
function isTown({ tokens }: Line, at: number): boolean {
  return (
    /^владимир/u.test(tokens[at]?.lower ?? '') && /^(?:в|во|из|до|под|г)$/u.test(tokens[at - 1]?.lower ?? '')
  );
}
