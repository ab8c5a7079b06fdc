import { wordSet, type Token } from '../speech.ts';

/** Words after or before which a speaker tells a name. */
export interface Cue {
  readonly words: readonly string[];
  /** `expected`: what follows is a name even when it is in no list. `known`: only a name that is in the list. */
  readonly trust: 'known' | 'expected';
  /** The name stands in the nominative: «это Марина», not «это Марины». */
  readonly nominative: boolean;
  /** A surname alone is told too. */
  readonly surname: boolean;
  /** Someone is introduced beyond doubt, also under a name that the operator has too. */
  readonly strong: boolean;
}

function cues(phrases: string, kind: Omit<Cue, 'words'>): Cue[] {
  return phrases.split(',').map((phrase) => ({ words: phrase.trim().split(' '), ...kind }));
}

/** The word at which a cue is looked for, so that not every cue is compared with every word. */
function groupBy(list: readonly Cue[], key: (cue: Cue) => string): ReadonlyMap<string, readonly Cue[]> {
  const groups = new Map<string, Cue[]>();
  for (const cue of list) groups.set(key(cue), [...(groups.get(key(cue)) ?? []), cue]);
  return groups;
}

function byLastWord(list: readonly Cue[]): ReadonlyMap<string, readonly Cue[]> {
  return groupBy(list, ({ words }) => words.at(-1) ?? '');
}

function byFirstWord(list: readonly Cue[]): ReadonlyMap<string, readonly Cue[]> {
  return groupBy(list, ({ words }) => words[0] ?? '');
}

/** «меня зовут …»: the name follows; spoken by whom it belongs to. */
const selfCues = byLastWord([
  ...cues(
    'меня зовут, зовут меня, мое имя, имя мое, зовите меня, меня звать, звать меня, называйте меня, меня тоже зовут',
    {
      trust: 'expected',
      nominative: false,
      surname: false,
      strong: true,
    },
  ),
  ...cues(
    'не представилась, не представился, можно просто, обращайтесь, обращаться ко мне, обращайтесь ко мне, по имени, по имени отчеству, для вас, можно звать, можно называть, зовите просто, зовите, подпись, говорит, беспокоит, вас беспокоит, звонит, вам звонит, с вами, представлюсь',
    {
      trust: 'known',
      nominative: true,
      surname: false,
      strong: false,
    },
  ),
  ...cues(
    'говорите с, разговариваете с, общаетесь с, называйте, зови, записана как, записан как, значусь как, числюсь как, я как, подписан как, подписана как',
    { trust: 'known', nominative: false, surname: true, strong: false },
  ),
  ...cues(
    'это, я, ип, запомните, слушаю, слушает, на проводе, у телефона, на связи, у аппарата, зовут, звать',
    {
      trust: 'known',
      nominative: true,
      surname: true,
      strong: false,
    },
  ),
]);

/** «на имя …»: the client's name, whoever says it. */
const clientCues = byLastWord([
  ...cues('на имя, фамилия, фамилию, фамилией, фамилии, фио, контактное лицо, контактным лицом', {
    trust: 'expected',
    nominative: false,
    surname: true,
    strong: true,
  }),
  ...cues(
    'имя, господин, госпожа, товарищ, получатель, получателя, получателем, заказчик, покупатель, плательщик, клиент, клиента, клиентка, записана на, записан на, заявку от, заказ от, по договору, по заявке, оформлен на, оформлена на, оформите на, оформить на, оформляйте на, запишите на, запишите, записывайте, договор на, счет на, заказывала, заказывал, оформляла, оформлял, грузополучатель, данные, мои данные, на меня, на мое, на меня оформите, на меня запишите, на меня пишите, на меня оформляйте, на меня выпишите, на меня сделайте, на мое имя оформите, подпишите, подписать, пишите на, пиши на, выписывайте на, выпишите на, накладную на, заказ на, получать будет, забирать буду, принимать буду, зарегистрирован на, карта на, анкета на, записано на, оформлено на, фамилию на, доставка на, заявка на, бронь на, пропуск на, доверенность на, оформляю на, записываю на, пишу на, запишу на, оформим на, оформи на, выпиши на, имя отчество, предприниматель, индивидуальный предприниматель, закажите на, закажи на, сделайте на, сделай на, запишите пожалуйста на, оформите пожалуйста на, выпишите пожалуйста на, запиши на, запиши меня, запишите меня, записать на, запиши, пиши, пишите, впишите, внесите, укажите, на физлицо, физлицо, физическое лицо, на физическое лицо, частное лицо, на частника, на ип, счет ип, от ип, записали как, записали меня как, записали на, поставьте на, заведите на, выдайте на, делайте на, отправляйте на имя, адресуйте на, отправитель, от физлица',
    { trust: 'known', nominative: false, surname: true, strong: true },
  ),
]);

/** «вас зовут …», «могу я услышать …»: the operator speaks of the client. */
const operatorCues = byLastWord(
  cues(
    'вас зовут, зовут вас, вы, ваше имя, услышать, поговорить с, разговариваю с, говорю с, общаюсь с, можно, пригласите, позовите, для, обращаюсь к, приятно, уважаемая, уважаемый, записала вас, записал вас, соедините с, мне нужна, мне нужен, нужна, нужен, мне бы, могу, могу я, верно вы, к телефону, вы записаны, у вас фамилия, заявка от, на вас, с кем говорю, могу с, можно с, хочу с, нужно с, надо с, связаться с, попал к, попала к, дозвонился до, дозвонилась до, это номер, это телефон, записаны как, подписаны как, указано, указан, указана, оставляла, оставлял, представились как, рад слышать, рада слышать, вы у нас, понял вас, поняла вас, услышал вас, услышала вас',
    { trust: 'known', nominative: false, surname: false, strong: false },
  ),
);

/** «Записал, Земфира, верно?»: what the operator writes down. */
const writingCues = byLastWord(
  cues('записал, записала, пишу, записываю, фиксирую', {
    trust: 'known',
    nominative: true,
    surname: false,
    strong: false,
  }),
);

/** «…, слушаю»: the name stands right before. */
const endCues = byFirstWord([
  ...cues('меня зовут, меня звать, зовут, звать, имя мое, мое имя', {
    trust: 'expected',
    nominative: false,
    surname: false,
    strong: true,
  }),
  ...cues(
    'слушаю, слушает, слушаем, на связи, у телефона, у аппарата, на проводе, на линии, беспокоит, говорит, звонит, фамилия, моя фамилия, фамилия моя',
    { trust: 'known', nominative: true, surname: true, strong: false },
  ),
]);

/** «Лена это», «серёга я»: only where the sentence ends or says where from. */
const closingCues = byFirstWord(
  cues('это, я', { trust: 'known', nominative: true, surname: false, strong: false }),
);

/** «Скажите, Зульфия звонила»: a client who leaves word. */
const messageCues = byFirstWord(
  cues(
    'заказывала, заказывал, приходила, приходил, согласен, согласна, просил, просила, ждет, подъедет, звонила, звонил, перезвонила, перезвонил, заходила, заходил, звонит, приедет, приезжал, приезжала, заедет, заберет',
    {
      trust: 'known',
      nominative: true,
      surname: false,
      strong: false,
    },
  ),
);

/** «Виктора Сергеевича можно?»: the operator asks for the client. */
const askingCues = byFirstWord(
  cues(
    'говорю, разговариваю, общаюсь, можно, могу услышать, могу я услышать, услышать, позовите, пригласите, будьте добры',
    {
      trust: 'known',
      nominative: false,
      surname: false,
      strong: false,
    },
  ),
);

/** The cues that end (`end`, `closing` and `asking`: begin) at a word. */
interface CuesAt {
  readonly self: readonly Cue[];
  readonly client: readonly Cue[];
  readonly operator: readonly Cue[];
  readonly end: readonly Cue[];
  readonly closing: readonly Cue[];
  readonly asking: readonly Cue[];
  readonly message: readonly Cue[];
}

const cueTable: ReadonlyMap<string, CuesAt> = new Map(
  [selfCues, clientCues, operatorCues, writingCues, endCues, closingCues, askingCues, messageCues]
    .flatMap((cuesByWord) => [...cuesByWord.keys()])
    .map((word) => [
      word,
      {
        self: selfCues.get(word) ?? [],
        client: clientCues.get(word) ?? [],
        operator: [...(operatorCues.get(word) ?? []), ...(writingCues.get(word) ?? [])],
        end: endCues.get(word) ?? [],
        closing: closingCues.get(word) ?? [],
        asking: askingCues.get(word) ?? [],
        message: messageCues.get(word) ?? [],
      },
    ]),
);

/** In all cues that tell names of no list there is one of these words. */
export const tellingWords: ReadonlySet<string> = new Set(
  [selfCues, clientCues, operatorCues, endCues, closingCues, askingCues, messageCues]
    .flatMap((cuesByWord) => [...cuesByWord.values()].flat())
    .filter(
      ({ trust, words }) =>
        trust === 'expected' ||
        /^(?:фамили|получател|заказчик|клиент|плательщик)/u.test(words[0] ?? '') ||
        /^(?:беспокоит|говорит|звонит|связи|проводе|слушает|телефона|аппарата|линии|на|запишите|пропуск)$/u.test(
          words.at(-1) ?? '',
        ),
    )
    .map(({ words }) => words.find((word) => !/^(?:меня|мое|на|моя)$/u.test(word)) ?? ''),
);

/** The cues that have this word where they are looked for; nearly always none. */
export function cuesAt(word: string): CuesAt | undefined {
  return cueTable.get(word);
}

const fillers = wordSet(
  'просто обычно кстати все вообще ну э ээ эээ м мм моя мой у меня будет да такая мое зовут вас тебя тоже снова опять же , : - — – девушка пожалуйста заведующая заведующий директор бухгалтер хозяйка хозяин владелец владелица продавец администратор товаровед кладовщик секретарь управляющая управляющий держателя получателя владельца плательщика директора точнее ваш ваша сам сама',
);

const roles = wordSet(
  'тетя дядя баба бабушка дед дедушка тетка заведующая заведующий директор бухгалтер хозяйка хозяин владелец владелица продавец администратор товаровед кладовщик секретарь управляющая управляющий закупщик снабженец повар шеф',
);

const kin = wordSet('мама папа жена муж сестра брат дочь сын бабушка тетя');

/** The index of the first token after the cue that ends at this token, fillers skipped; NULL when none ends here. */
export function afterCue(tokens: readonly Token[], at: number, cue: Cue): number | null {
  if (!endsWith(tokens, at, cue.words)) return null;
  let next = at + 1;
  // «Я, Марина, …» and «это — …» have no more than a mark between.
  const allowed = cue.words.length === 1 && cue.trust === 'known' ? 1 : 4;
  for (let count = 0; count < allowed; count += 1) {
    const token = tokens[next];
    if (token === undefined || !fillers.has(token.lower)) break;
    next += 1;
  }
  return /^(?:я|это)$/u.test(cue.words.join(' ')) ? skipRole(tokens, next) : next;
}

/** The index of the last token before the cue that begins at this token, a comma skipped; NULL when none begins here. */
export function beforeCue(tokens: readonly Token[], at: number, cue: Cue): number | null {
  if (!endsWith(tokens, at + cue.words.length - 1, cue.words)) return null;
  let before = at - 1;
  if (/^(?:меня|вас|я)$/u.test(tokens[before]?.lower ?? '')) before -= 1;
  return /^[,—–-]$/u.test(tokens[before]?.text ?? '') ? before - 1 : before;
}

/** «Это бухгалтер, Нелли Яковлевна», «Я тут новый товаровед, Кира»: the name after what somebody is. */
function skipRole(tokens: readonly Token[], from: number): number {
  let at = from;
  while (
    at < from + 3 &&
    /^(?:тут|здесь|новый|новая|ваш|ваша|главный|главная)$/u.test(tokens[at]?.lower ?? '')
  )
    at += 1;
  // «это мама Артёма Светлана»
  if (kin.has(tokens[at]?.lower ?? '') && tokens[at + 1]?.kind === 'word' && tokens[at + 2]?.kind === 'word')
    return at + 2;
  const isRole =
    roles.has(tokens[at]?.lower ?? '') || (at === from && roles.has(tokens[from - 1]?.lower ?? ''));
  if (!isRole) return from;
  const next = roles.has(tokens[at]?.lower ?? '') ? at + 1 : at;
  return tokens[next]?.text === ',' ? next + 1 : next;
}

function endsWith(tokens: readonly Token[], at: number, words: readonly string[]): boolean {
  const from = at - words.length + 1;
  if (from < 0) return false;
  for (let offset = 0; offset < words.length; offset += 1) {
    if (tokens[from + offset]?.lower !== words[offset]) return false;
  }
  return true;
}

const nameQuestion =
  /(?:^| )(?:как (?:вас|тебя|вас там|мне к вам|я могу к вам|могу к вам|можно к вам|к вам|мне вас|я могу вас|можно вас|могу вас)(?: \S+)? (?:зовут|звать|обращаться|называть|величать|записать|подписать|представить|указать|внести)|как вас по|по имени|инициалы|кому (?:доставка|отправлять|отправляем|везти|везем)|как зовут|как обращаться|как (?:я )?(?:могу|можно|лучше) обращаться|представьтесь|представиться|вас зовут|зовут вас|ваше имя|имя ваше|имя отчество|ваши? (?:имя|фио|фамилия|фамилию|данные)|ваше фио|фио|имя и фамили\S+|фамили\S+|с кем (?:я )?(?:сейчас )?(?:говорю|разговариваю|общаюсь|имею честь|могу)|чье имя|на кого|назовите себя|назовите имя|подскажите имя|(?:напомните|скажите|повторите) имя|кого (?:мне )?(?:записываем|записать|вписать|указать|пишем)|имя подскажите|кто получатель|контактное лицо|имя получателя|кто это|кто говорит|вы кто|кто у телефона|кто спрашивает|кто на проводе|кто на линии|кто беспокоит|у нас кто|на чье имя|кто (?:звонит|звонил)|ваше полное имя|как к вам|по отчеству|полностью|полное имя|отчество|имя (?:для|на) \S+|имя (?:и )?(?:дат[аы]|телефон|номер|адрес|почт[аы]|фамилия|возраст) ?\S*|как (?:\S+ ){0,3}(?:записать|внести|подписать|указать|записываем|пишем)|чь[яеё] (?:заявка|бронь|доставка)|чей заказ|чье (?:имя|бронирование)|фамили\S+ (?:и )?имя|имя (?:и )?фамили\S+)(?: |$)|(?:^| )а (?:вас|вы|к вам)$|(?:^| )а имя$|(?:^| )вас как$|(?:^| )как вас$|^(?:а )?имя$/u;

/** In every such question there is a word with one of these ends; ends, because a long phrase is cut. */
export const questionWords =
  /(?:зовут|звать|обращаться|называть|величать|записать|подписать|представить|указать|внести|представьтесь|представиться|имя|отчество|отчеству|чье|чью|фио|данные|кем|кого|себя|получатель|лицо|получателя|кто|чья|чей|телефона|спрашивает|проводе|линии|беспокоит|говорит|это|вы|вас|вам|как|полностью|кому|инициалы|имени|записываем|пишем)$|фамили/u;

/** «Как вас зовут?», «Представьтесь, пожалуйста» at the end of a phrase. «Моя фамилия …» asks for nothing. */
export function asksForName(words: string): boolean {
  const end = words.slice(-90);
  return nameQuestion.test(end) && !/(?:^| )(?:моя|мое|мою) /u.test(end);
}
