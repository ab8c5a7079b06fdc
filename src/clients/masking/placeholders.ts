/** What is replaced, and the word that stands for it in a placeholder. */
const placeholderWords = {
  phone: 'ТЕЛЕФОН',
  card: 'КАРТА',
  passport: 'ПАСПОРТ',
  snils: 'СНИЛС',
  inn: 'ИНН',
  email: 'ПОЧТА',
  address: 'АДРЕС',
  birth_date: 'ДАТА_РОЖДЕНИЯ',
  client_name: 'ИМЯ',
} as const;

export type MaskedKind = keyof typeof placeholderWords;

/** `[ТЕЛЕФОН_1]`, or `[ТЕЛЕФОН_1.2]`: the second way in which the same value was said. A source for regular expressions. */
export const placeholderSource = `\\[(?:${Object.values(placeholderWords).join('|')})_\\d+(?:\\.\\d+)?\\]`;

/** The name of a value; a number that the call itself says in brackets is not used. */
export function placeholder(kind: MaskedKind, number: number, form: number): string {
  return `[${placeholderWords[kind]}_${number}${form > 1 ? `.${form}` : ''}]`;
}

/** `[ТЕЛЕФОН_1.2]` → `[ТЕЛЕФОН_1]`, in capital letters. */
export function firstForm(text: string): string {
  return text.toUpperCase().replace(/\.\d+\]$/u, ']');
}
