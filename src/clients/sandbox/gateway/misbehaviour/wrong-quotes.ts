import type { Speaker } from '../../dialogues/dialogue.ts';
import { pick, shuffle, type Random } from '../../random.ts';
import type { PromptLine, ReadPrompt } from '../read-prompt.ts';
import { bareText, likeness, wordsOf } from './likeness.ts';
import { mishear } from './mishear.ts';

export interface Quote {
  readonly speaker: Speaker;
  readonly text: string;
}

/** What quotes are taken from. */
interface Source {
  readonly read: ReadPrompt;
  readonly random: Random;
}

/** What nobody says who calls a shop about goods. */
const inventedTexts = [
  'Вчера наш космический корабль благополучно вернулся с орбиты Марса',
  'Балерина исполнила тридцать два фуэте под аплодисменты зрительного зала',
  'Археологи раскопали гробницу фараона неподалёку от Каирского музея',
  'Дирижёр взмахнул палочкой, и скрипки заиграли увертюру Россини',
  'Ледокол пробивался сквозь торосы к полярной станции целых семь суток',
  'Шахматист пожертвовал ферзя и объявил мат чёрному королю',
  'Вулкан на Камчатке выбросил столб пепла высотою десять километров',
  'Пингвины высиживают птенцов посреди антарктической зимы',
  'Профессор расшифровал клинописные таблички древнего Вавилона',
  'Водолазы подняли со дна пушку затонувшего испанского галеона',
  'Астроном открыл комету, наблюдая туманность Андромеды',
  'Рыцарь оседлал коня и поскакал на турнир к замку герцога',
];
const mostAlike = 0.25;

/** A quote that is in no phrase. */
export function inventQuote({ read, random }: Source): Quote | undefined {
  const whole = read.transcript.map(({ text }) => text).join(' ');
  const text = shuffle(random, inventedTexts).find((invented) => likeness(invented, whole) <= mostAlike);
  return text === undefined ? undefined : { speaker: pick(random, ['operator', 'client'] as const), text };
}

/** A real quote as another speech recogniser would have heard it. */
export function distortQuote({ read, random }: Source): Quote | undefined {
  const line = findOwnLine({ read, random });
  if (line === undefined) return undefined;
  const text = mishear(random, line.text);
  const said = new Set(read.transcript.map((other) => bareText(other.text)));
  return said.has(bareText(text)) ? undefined : { speaker: line.speaker, text };
}

/** A real quote that the other one is said to have said. */
export function swapSpeaker({ read, random }: Source): Quote | undefined {
  const line = findOwnLine({ read, random });
  return line && { speaker: line.speaker === 'operator' ? 'client' : 'operator', text: line.text };
}

/** One phrase of the operator, or nothing where he is silent. */
export function quoteAnyLine({ read, random }: Source): Quote[] {
  const said = read.transcript.filter(({ speaker, text }) => speaker === 'operator' && text.trim() !== '');
  return said.length === 0 ? [] : [pick(random, said)];
}

const fewestWords = 5;
const fewestLetters = 28;
const mostAlikeToOthers = 0.5;

/** A phrase that is long enough to be known by, without placeholders, and like nothing that the other speaker said. */
function findOwnLine({ read, random }: Source): PromptLine | undefined {
  return shuffle(random, read.transcript).find(
    ({ speaker, text }) =>
      !/[[\]<>]/.test(text) &&
      wordsOf(text).length >= fewestWords &&
      bareText(text).length >= fewestLetters &&
      read.transcript.every(
        (other) => other.speaker === speaker || likeness(text, other.text) < mostAlikeToOthers,
      ),
  );
}
