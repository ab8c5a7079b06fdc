/** Nouns and particles that end like verbs of the past or infinitives. */
const noVerbs = new Set(
  (
    'дела дело начала начало правила правило сила школа отдел материал канал персонал потенциал сигнал финал журнал ' +
    'пол стол посол детали доли модели недели роли цели или ли сеть суть путь память печать'
  ).split(' '),
);

/** `поздоровался`, `назвала`, `уточнить`: told by the ending alone, which is right often enough for a hint. */
function isVerb(word: string): boolean {
  return /(?:[аеиоуыюя](?:л[аои]?|ть)|л[аои]?с[ья]|ться)$/u.test(word) && !noVerbs.has(word);
}

/** `приветствие`, `извинения`, `презентация`, `отработка`: what somebody does, as a noun in the nominative. */
function isActionNoun(word: string): boolean {
  return /(?:ние|ния|тие|вие|[аияе]ция|[оеи]в?ка|отка)$/u.test(word);
}

/**
 * Whether a criterion's name joins two actions: `Поздоровался и представился`, `Приветствие и представление`. Not two
 * objects of one action: `Уточнил имя и должность`, `Выявление потребностей и интересов`.
 */
export function joinsActions(name: string): boolean {
  const text = name.toLowerCase().replaceAll('ё', 'е');
  const parts = text.split(/\s(?:и|или|и\/или|а также|плюс|затем|потом)\s|[+&/]/u).map(wordsOf);
  const isAction = (words: readonly string[]): boolean => words.some(isVerb) || isActionNoun(words[0] ?? '');
  if (parts.filter(isAction).length > 1) return true;
  // A comma joins actions only when a verb follows it at once: «Спросил, удобно ли говорить» is one question.
  const clauses = text.split(',').map(wordsOf);
  return clauses.some(
    (words, index) => index > 0 && isVerb(words[0] ?? '') && (clauses[index - 1] ?? []).some(isVerb),
  );
}

function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}
