import { wordPattern } from '../remember.ts';
import type { Token } from '../speech.ts';
import { isCapitalized } from '../speech.ts';

/** Names that hardly anything but a street has before a number, also in small letters. */
const surnames = wordPattern(
  /^(?:ленина|кирова|гагарина|пушкина|горького|калинина|фрунзе|чапаева|маркса|энгельса|свердлова|дзержинского|куйбышева|лермонтова|чехова|маяковского|мичурина|матросова|островского|толстого|гоголя|жукова|суворова|кутузова|чкалова|ломоносова|тургенева|тимирязева|крупской|менделеева|достоевского|котовского|щорса|луначарского|орджоникидзе|ворошилова|буденного|баумана|циолковского|володарского|урицкого|люксембург|либкнехта|космодемьянской|кошевого|тельмана|димитрова|цеткин|белинского|герцена|чернышевского|грибоедова|репина|чайковского|глинки|вахитова|разина|пугачева|хмельницкого|шевченко|доватора|карбышева|гастелло|нахимова|невского|космонавтов|строителей|энергетиков|металлургов|железнодорожников|нефтяников|геологов|машиностроителей|химиков|партизан|энтузиастов)$/u,
);
/** Names that are also adjectives of goods: only with the endings of a place. */
const adjectives = wordPattern(
  /^(?:советск|октябрьск|комсомольск|первомайск|пионерск|пролетарск|красноармейск|интернациональн|партизанск|вокзальн|привокзальн|железнодорожн|московск|ленинградск|сибирск|уральск|волжск|молодежн|школьн|лесн|полев|лугов|заречн|набережн|береговой?|озерн|нагорн|подгорн|степн|центральн|юбилейн|кооперативн|колхозн|советов|рабоч|крестьянск|почтов|парков|заводск|фабричн|промышленн|индустриальн|дачн|садов|вишнев|солнечн|северн|южн|восточн|западн|речн|кирпичн|тепличн|мельничн|дорожн|шоссейн|красногвардейск|красноарм\p{L}*ск|профсоюзн|студенческ|спортивн|больничн|базарн|ярмарочн|кольцев|станционн|хлебозаводск|мостов|родников)(?:ая|ой|ую)$/u,
);

/** Of something else too: only after «на» where somebody goes, and where an address was asked for. */
const others = wordPattern(
  /^(?:мира|победы|труда|свободы|дружбы|революции|октября|юности|молодежи|ветеранов|героев|авиаторов|космоса|маршала|восстания|коммуны|рабочих|шахтеров|учителей|студентов|юбилея|просвещения|науки|культуры|весны|славы)$/u,
);

/** «на мира четырнадцать» */
export function isPossibleStreet(token: Token | undefined): boolean {
  return token?.kind === 'word' && others.test(token.lower);
}

/** A surname in the genitive that hardly anything else than a street bears. */
export function isSurnameStreet(token: Token | undefined): boolean {
  return token?.kind === 'word' && surnames.test(token.lower);
}

/** The name of a street that hundreds of towns have. */
export function isKnownStreet(token: Token | undefined): boolean {
  return token?.kind === 'word' && (surnames.test(token.lower) || adjectives.test(token.lower));
}

/** Of them those that nothing else is called by: also without a capital, and without a word like «адрес». */
export function isSureStreet(token: Token | undefined): boolean {
  if (token?.kind !== 'word') return false;
  return surnames.test(token.lower) || (isCapitalized(token) && adjectives.test(token.lower));
}

/** A word of any of these lists. */
export function isStreetWord(lower: string): boolean {
  return surnames.test(lower) || adjectives.test(lower) || others.test(lower);
}
