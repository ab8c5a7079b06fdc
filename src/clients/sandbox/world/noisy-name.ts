import type { Random } from '../random.ts';
import { pick } from '../random.ts';
import type { Operator } from './operators.ts';

type Writing = (name: Operator) => string;

/** Ways in which T-Bank shows an operator's name; all of them leave surname and first name first among real words. */
const writings: readonly Writing[] = [
  ({ surname, firstName, patronymic }) => `Оператор Компания ${surname} ${firstName} ${patronymic} неизвест`,
  ({ surname, firstName, patronymic }) => `Оператор Компания ${surname} ${firstName} ${patronymic}`,
  ({ surname, firstName, patronymic }) => `${surname} ${firstName} ${patronymic}`,
  ({ surname, firstName }) => `${surname} ${firstName}`,
  ({ surname, firstName }) => `ТП ${firstName} ${surname}`,
  ({ surname, firstName, patronymic }) =>
    `  ${surname.toUpperCase()}  ${firstName} ${patronymic} (неизвестный)`,
  ({ surname, firstName, patronymic }) => `${surname}, ${firstName} ${patronymic} - менеджер`,
  ({ surname, firstName, patronymic }) =>
    `Оператор ${surname.replaceAll('ё', 'е').replaceAll('Ё', 'Е')} ${firstName.replaceAll('ё', 'е')} ${patronymic} неизвестн`,
  ({ surname, firstName, patronymic }) => `Ст. специалист ${surname} ${firstName} ${patronymic} ООО`,
];

/** The operator's name as a call carries it. */
export function writeNoisyName(random: Random, operator: Operator): string {
  return pick(random, writings)(operator);
}
