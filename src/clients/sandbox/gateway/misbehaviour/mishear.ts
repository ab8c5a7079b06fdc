import { pick, shuffle, type Random } from '../../random.ts';

/** Letters that a recogniser takes for one another. */
const soundAlike: Readonly<Record<string, string>> = {
  а: 'о',
  о: 'а',
  и: 'е',
  я: 'е',
  т: 'д',
  д: 'т',
  с: 'з',
  з: 'с',
  б: 'п',
  п: 'б',
  в: 'ф',
  г: 'к',
  к: 'г',
};
/** Beginnings of words that turn a meaning round or say how many or when; a few other words share them. */
const factual =
  /^(?:не|ни|без|бес|одн|один|единиц|пар|перв|втор|дв[аеоу]|тр[еёио]|четв|четы|пят|шест|сем|восе?[мь]|дев|деся|сорок|ст[оа]|сот|тысяч|милли|пол|нол|нул|январ|феврал|март|апрел|ма[йяю]|июн|июл|август|сентябр|октябр|ноябр|декабр|понед|вторн|сред|субб|воскр|сегодн|завтр|послезавтр|вчера|позавчер)/iu;
const longWord = 5;
const longText = 45;

/** Changes case, punctuation, ё and one or two letters of words; numbers stay. */
export function mishear(random: Random, text: string): string {
  const words = text.split(' ');
  const places = shuffle(
    random,
    [...words.keys()].filter((place) => canChange(words[place] ?? '')),
  );
  for (const place of places.slice(0, text.length < longText ? 1 : 2)) {
    words[place] = changeLetter(random, words[place] ?? '');
  }
  return changeCase(changePunctuation(words.join(' ').replace(/ё/giu, 'е')));
}

/** Words that tell a fact stay: what is misheard is still the same statement. */
function canChange(word: string): boolean {
  return (
    !factual.test(word) &&
    word.length >= longWord &&
    /^\p{L}+[.,!?]?$/u.test(word) &&
    changeablePlaces(word).length > 0
  );
}

/** Not the first letter: a recogniser mistakes what stands inside. */
function changeablePlaces(word: string): number[] {
  const places = Array.from({ length: word.length }, (_, place) => place);
  return places.filter((place) => place > 0 && Object.hasOwn(soundAlike, word.charAt(place)));
}

function changeLetter(random: Random, word: string): string {
  const place = pick(random, changeablePlaces(word));
  return word.slice(0, place) + (soundAlike[word.charAt(place)] ?? '') + word.slice(place + 1);
}

function changePunctuation(text: string): string {
  const bare = text.replace(/[.,!?:;—]+(?=\s|$)/gu, '');
  return bare === text ? `${text.replace(' ', ', ')}.` : bare;
}

function changeCase(text: string): string {
  const lower = text.toLowerCase();
  return lower === text ? text.charAt(0).toUpperCase() + text.slice(1) : lower;
}
