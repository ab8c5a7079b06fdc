import type { Finding } from '../finding.ts';
import { isCapitalized, hints, mayBe, type Line } from '../speech.ts';
import { readAddressedClients } from './addressed-clients.ts';
import { asksForName } from './cues.ts';
import { isBrand, readFullName } from './full-name.ts';
import { readCorrectedName } from './corrected-names.ts';
import { readIntroductions, type Introduction } from './introductions.ts';
import { readAnswer } from './name-answers.ts';
import { looksLikeSurname, patronymicOf } from './name-forms.ts';
import type { NameIndex } from './name-index.ts';
import { readObliqueAnswer } from './oblique-answers.ts';
import { OperatorNames } from './operator-names.ts';
import { isEcho, isOfOther } from './other-people.ts';
import { readCalledOperators, readOwnNames } from './own-names.ts';
import { People } from './people.ts';
import { readPleasedClient } from './pleased-clients.ts';
import { readPointedNames } from './pointed-names.ts';
import { readSelfNames } from './self-names.ts';
import { readShopCaller } from './shop-callers.ts';
import { ShopNames } from './shop-names.ts';
import { ThirdPersons } from './third-persons.ts';

const none: readonly Introduction[] = [];

/** Names of clients that the call reveals, wherever they are mentioned. The operators' own names stay. */
export function findNames(lines: readonly Line[], index: NameIndex): Finding[] {
  const told = ofClients(lines, readTold(lines, index));
  const addressed: Introduction[] = [];
  const called: Introduction[] = [];
  for (const line of lines) {
    if (line.speaker === 'operator')
      addressed.push(
        ...ofClients(lines, readAddressedClients(index, line)).filter((one) => !isEcho(lines, one)),
      );
    else called.push(...readCalledOperators(index, line));
  }
  const operators = new OperatorNames(index, told, { called, addressed });
  const shops = new ShopNames(index, lines);
  const likely = [...told, ...addressed].filter(
    (introduction) => isClient(introduction) && operators.allow(introduction) && !shops.deny(introduction),
  );
  const isNamedByOperator = likely.some(({ line }) => line.speaker === 'operator');
  const thirds = isNamedByOperator ? new ThirdPersons(index, lines, told) : null;
  const clients = likely.filter((introduction) => thirds?.deny(introduction) !== true);
  if (clients.length === 0) return [];
  const people = new People(index);
  const revealed = clients.map((introduction): Finding => {
    const { line, name } = introduction;
    return nameFinding(line, people.add(line, name), name.first, name.last);
  });
  return [
    ...lines.flatMap((line) => (people.mayBeIn(line) ? findMentions(line, people, operators) : [])),
    ...revealed,
  ];
}

/** What every phrase tells of names, by itself and as the answer to the one before it. */
function readTold(lines: readonly Line[], index: NameIndex): Introduction[] {
  let before: readonly Introduction[] = [];
  const all: Introduction[] = [];
  for (const line of lines) {
    const told = readIntroductions(index, line).map((one) => asQuestion(lines, one));
    if (line.speaker === 'operator' && mayBe(line, hints.name))
      told.push(...readConfirmed(index, line, lines[line.index + 1]));
    if (mayBe(line, hints.myself)) told.push(...readPointedNames(index, line));
    if (mayBe(line, hints.name)) told.push(...readSelfNames(index, line));
    if (mayBe(line, hints.name)) told.push(...readOwnNames(index, line));
    told.push(...answersTo(lines, line, index));
    if (mayBe(line, hints.name)) {
      const pleased = readPleasedClient(index, line, before);
      const corrected = readCorrectedName(index, line, lines[line.index - 1]);
      const caller = readShopCaller(index, line);
      told.push(...[pleased, corrected, caller].filter((one) => one !== null));
    }
    before = told;
    all.push(...told);
  }
  return all;
}

/** Without the names of others than the speaker and the client. */
function ofClients(lines: readonly Line[], introductions: readonly Introduction[]): Introduction[] {
  return introductions.filter((introduction) => !isOfOther(lines, introduction));
}

/** «Это Инна» «Да, я»: the operator did not tell his own name. */
function asQuestion(lines: readonly Line[], introduction: Introduction): Introduction {
  const { line, of } = introduction;
  if (line.speaker !== 'operator' || of !== 'speaker' || line.length > longestQuestion) return introduction;
  const next = lines[line.index + 1];
  const isAsked =
    /^(?:(?:а|алло|да|здравствуйте|добрый (?:день|вечер)|доброе утро) )*это \S+(?: \S+)?$/u.test(line.words);
  const isConfirmed = next?.speaker === 'client' && itIsMe.test(next.words) && isAsked;
  return isConfirmed ? { ...introduction, of: 'client' } : introduction;
}

/** «соедините с Оксаной Викторовной» «это я»: whom the operator asks for. */
function readConfirmed(index: NameIndex, line: Line, next: Line | undefined): readonly Introduction[] {
  if (next?.speaker !== 'client' || next.length > longestQuestion) return none;
  const isAsked = itIsMe.test(next.words) && line.words.endsWith('это вы');
  if (!isAsked && !itIsI.test(next.words)) return none;
  const { tokens } = line;
  for (let at = 1; at < tokens.length; at += 1) {
    if (
      !isAsked &&
      !/^(?:с|со|пожалуйста|нужн[аы]|нужен|услышать|можно|для|зовите|найти)$/u.test(
        tokens[at - 1]?.lower ?? '',
      )
    )
      continue;
    const name = readFullName(index, tokens, at, 'known');
    if (name !== null) return [{ line, name, of: 'client', strong: false }];
  }
  return none;
}

const itIsI = /^(?:(?:да|ага|угу|ну|алло) )*(?:это я|я (?:и есть|слушаю|вас слушаю|у телефона))(?: |$)/u;

/** «Это Инна?» is as short. */
const longestQuestion = 7;
const itIsMe = /^(?:(?:да|ага|угу|ну|конечно|верно) )*(?:это )?(?:я|она|он|самая?|слушаю)(?: |$)/u;

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
function answersTo(lines: readonly Line[], line: Line, index: NameIndex): readonly Introduction[] {
  const before = lines[line.index - 1];
  const question = before?.speaker === line.speaker ? lines[line.index - 2] : before;
  if (question === undefined || question.speaker === line.speaker || !mayBe(question, hints.asksForName))
    return none;
  const oblique = readObliqueAnswer(index, line, question.words);
  if (oblique !== null) return [oblique];
  if (!asksForName(question.words)) return none;
  // «фамилия рахимов имя олег» says a client of himself.
  if (question.speaker === 'client' && !asksOperator.test(question.words)) return none;
  const answer = readAnswer(index, line, question.words);
  return answer === null ? none : [answer];
}

/** A client asks who is speaking. */
const asksOperator = /(?:^| )(?:вас|вы|вам|тебя|ты|кто|кем|ваше|ваша|представ\S*|вашу)(?: |$)/u;

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
