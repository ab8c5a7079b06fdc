import type { Line, Token } from '../speech.ts';
import type { Introduction } from './introductions.ts';

/** How far from a name, in tokens and not over a mark, a verb still tells of it. */
const reach = 5;

/** What colleagues did who are no longer there, or who dealt with the client: «с вами раньше работала …», «… уволилась». */
const deeds =
  /^(?:работала?|работает|вел|вела|общал(?:ся|ась)|курировала?|обслуживала?|занимал(?:ся|ась)|занимается|приезжала?|привозила?|возила?|обещала?|передала?|уволил(?:ся|ась)|ушла|ушел|перешла|перешел|разговаривала?|консультировала?|перевел(?:ся|ась)|сменила?)$/u;

/** Somebody else is asked for. */
const asking =
  /^(?:можно|позовите|пригласите|поговорить|услышать|нужна|нужен|бы|соедините|добры|телефону|позвать)$/u;

/** Whoever answers is not who was asked for. */
const absent =
  /(?:^| )(?:в отпуске|на больничном|в декрете|уволил(?:ся|ась)|не работает|вы ошиблись|не туда попали|так(?:ого|ой|их) (?:тут |здесь |у нас )?нет|(?:ее|его) (?:(?:сейчас|сегодня|еще|уже|пока|тут) )?(?:нет|нету|не будет)|(?:нет|нету) (?:ее|его)|(?:сейчас|сегодня) (?:нет|нету|не будет)|(?:он|она) (?:(?:сейчас|сегодня|уже) )?(?:на|в|вышла|вышел|уехала|уехал|ушла|ушел|занята|занят|обедает|будет|отошла|отошел|болеет)|это не (?:я|он|она)|(?:ее|его) (?:коллега|сменщик|сменщица|муж|жена|заместитель|помощни\S+))(?: |$)/u;

/** A question about somebody with whom the client dealt: its answer is no introduction. */
const ofOthers =
  /(?:^| )(?:кто (?:вам|вас|у вас|к вам|вчера|тогда|из наших|принимал|привозил|обещал|обслуживал)|с кем (?:вы|из)|какой (?:менеджер|водитель|курьер|мастер))(?: |$)/u;

/** A name that was told without doubt aside, somebody else's: a former colleague's, or of one who is not there. */
export function isOfOther(lines: readonly Line[], introduction: Introduction): boolean {
  const { line } = introduction;
  if (isExplained(introduction)) return true;
  if (introduction.strong) return false;
  const before = lines[line.index - 1];
  if (line.speaker === 'client' && before?.speaker === 'operator' && ofOthers.test(before.words)) return true;
  return isSubjectOfDeed(introduction) || (line.speaker === 'operator' && isAbsent(lines, introduction));
}

const somebody =
  /^(?:водител\p{L}*|бухгалтер\p{L}*|менеджер\p{L}*|сменщи\p{L}*|коллег\p{L}*|директор\p{L}*|курьер\p{L}*|экспедитор\p{L}*|продавец|продавщица|кладовщи\p{L}*|муж|жена|сын|дочь|начальни\p{L}*|логист\p{L}*|оператор\p{L}*|товаровед\p{L}*|технолог\p{L}*|мастер|помощни\p{L}*|заместител\p{L}*)$/u;

/** «получать будет Инга, это моя сменщица» */
function isExplained({ line: { tokens }, name }: Introduction): boolean {
  const at = tokens[name.last + 1]?.text === ',' ? name.last + 2 : name.last + 1;
  const [first, second] = [tokens[at]?.lower ?? '', tokens[at + 1]?.lower ?? ''];
  // «серёжа ваш водитель», «оля из вашей бухгалтерии»
  if (/^(?:наш|наша|ваш|ваша|мой|моя)$/u.test(first) && somebody.test(second)) return true;
  if (first === 'из' && /^(?:ваш|наш)(?:ей|его)$/u.test(second)) return true;
  // «юля из логистики звонила мне»
  if (
    first === 'из' &&
    /^(?:звонила?|сказала?|обещала?|говорила?|писала?|приезжала?|подписала?)$/u.test(
      tokens[at + 2]?.lower ?? '',
    )
  )
    return true;
  return (
    tokens[at]?.lower === 'это' && /^(?:мой|моя|наш|наша|ваш|ваша|он|она)$/u.test(tokens[at + 1]?.lower ?? '')
  );
}

function isSubjectOfDeed({ line, name }: Introduction): boolean {
  return [...aside(line.tokens, name.first, -1), ...aside(line.tokens, name.last, 1)].some(({ lower }) =>
    deeds.test(lower),
  );
}

/** Words between a name and what was done: another noun there did it («марина водитель приезжал»). */
const between =
  /^(?:у|к|с|на|до|не|уже|нас|вас|вам|мне|меня|вами|нами|ими|этим|больше|тут|здесь|раньше|тогда|вчера|обычно|всегда|теперь|вы|наш|наша|ваш|ваша|точк\p{L}*|прежде)$/u;

/** The words beside a name up to a mark or another noun. */
function aside(tokens: readonly Token[], from: number, step: 1 | -1): Token[] {
  const found: Token[] = [];
  for (let at = from + step; found.length < reach; at += step) {
    const token = tokens[at];
    if (token?.kind !== 'word') break;
    found.push(token);
    if (!between.test(token.lower)) break;
  }
  return found;
}

/** «Можно Галину Николаевну?» «Она в отпуске» */
function isAbsent(lines: readonly Line[], { line, name }: Introduction): boolean {
  const next = lines[line.index + 1];
  if (next?.speaker !== 'client' || !absent.test(next.words)) return false;
  const near = [
    ...line.tokens.slice(Math.max(0, name.first - 4), name.first),
    ...line.tokens.slice(name.last + 1, name.last + 4),
  ];
  return near.some(({ lower }) => asking.test(lower));
}

/** «линолеум карина» «карина»: the operator repeats a word, or answers who somebody else is («Как зовут курьера?» «Жасур»). */
export function isEcho(lines: readonly Line[], { line, name }: Introduction): boolean {
  const before = lines[line.index - 1];
  if (before?.speaker !== 'client' || name.patronymic !== null) return isAnswerOfOther(before, name.first);
  const said = line.tokens[name.first]?.lower;
  const opens =
    name.first === 0 || (name.first === 1 && /^(?:да|нет|ага|это)$/u.test(line.tokens[0]?.lower ?? ''));
  const isAlone = opens && line.tokens[name.last + 1]?.kind !== 'word';
  const isRepeated = isAlone && before.tokens.some(({ lower }, at) => lower === said && at > 0);
  return isRepeated || isAnswerOfOther(before, name.first);
}

function isAnswerOfOther(before: Line | undefined, first: number): boolean {
  if (before?.speaker !== 'client' || first > 1) return false;
  return /(?:^| )(?:кто|кого|кому|зовут|с кем|имя)(?: |$)/u.test(before.words);
}
