import { numberWords } from '../numbers/number-words.ts';
import { wordSet, type Token } from '../speech.ts';

export const dots = wordSet('. точка точку тчк dot');
/** What ties the pieces of an address together. */
export const joints = wordSet(
  '. - _ + точка точку тчк dot тире дефис черточка минус плюс подчеркивание подчеркиванье подчерк нижнее нижний андерскор underscore слитно слитная пробел',
);
/** Ends of domains. Spoken and written. */
export const endings = wordSet(
  'ру ком рф орг нет су инфо бай кз уа ру онлайн про биз ru com org net su info by kz ua online pro biz edu gov io me shop store рус москва',
);
/** Ends that are no other word: «ромашка ру» needs no «точка». */
export const sureEndings = wordSet('ру рф ru');
/** Services whose names say enough without «точка ру». */
export const services = wordSet(
  'мэйл мейл майл маил мэил мыло яндекс джимейл джимэйл гмейл гмэйл жмейл гугл рамблер бк лист инбокс аутлук хотмейл айклауд mail yandex gmail rambler bk list inbox outlook hotmail icloud ya',
);
/** Words before an address that do not belong to it. */
export const anchors = wordSet(
  'почта почту почте почты почтовый емейл имейл имэйл емэйл мейл мэйл майл email mail e адрес адреса адресу на это эта моя мой мою вот да нет ну так пишите пиши запишите запиши записывайте записывай диктую присылайте отправьте отправляйте отправлю отправляю отправила отправил скиньте скидывайте сбросьте киньте кидайте шлите электронка электронную электронная электронной электронный такая такой такую вам мне нам давайте будет значит алло и а или рабочая рабочую личная личную личный через ящик тоже там туда у меня есть нас наша наш нашу пришлите вышлите продиктую перешлите прайс прайсы каталог счет письмо письма документы документ копию накладную договор акт ссылку все его ее их сюда тогда лучше только еще раз повторяю проверяю верно правильно дублирую итак общая общую дублируйте запишем записала записал хорошо ага угу сейчас по буквам имя логин',
);

/** Letters as they are spelled, in Russian and in English. */
const letters = wordSet(
  'а бэ бе вэ ве гэ ге дэ де е ё жэ же зэ зе и й ка кэ эл эль эм эн о пэ пе эр эс тэ те у эф фэ ха хэ цэ це че ша ща ы э ю я эй би си ди джи эйч ай джей кей оу пи кью кьюар ти ви дабл даблю икс уай игрек зет зед',
);

/** A letter, a spelled letter, a figure, a number word or Latin text: hardly part of a sentence. */
export function isSpelled(token: Token | undefined): boolean {
  if (token === undefined || token.kind === 'mark' || token.kind === 'opaque') return false;
  const { kind, lower } = token;
  if (kind === 'digits' || lower.length === 1) return true;
  return letters.has(lower) || numberWords.has(lower) || /^[a-z]+$/u.test(lower);
}
