/** Figures as people in Russia write them, for texts that a test expects. Blanks are plain, as `plainText` reads them. */
function told(value: number, digits: number): string {
  return new Intl.NumberFormat('ru-RU', { maximumFractionDigits: digits })
    .format(value)
    .replace(/[\u00A0\u202F]/gu, ' ');
}

type Decimal = number | string;

/** `82,4 %` */
export const percentText = (value: Decimal | null): string =>
  value === null ? 'нет данных' : `${told(Number(value), 1)} %`;

/** `1 234` */
export const countText = (value: Decimal): string => told(Number(value), 1);

/** `7,5` */
export const pointsText = (value: Decimal | null): string =>
  value === null ? 'нет данных' : told(Number(value), 2);

/** `12 500 ₽` */
export const roublesText = (value: Decimal): string => `${told(Number(value), 2)} ₽`;

/** `3:07` */
export function clockText(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => String(part).padStart(index === 0 ? 1 : 2, '0')).join(':');
}

/** So many characters at most. */
export const shortText = (text: string, most = 240): string =>
  text.length <= most ? text : `${text.slice(0, most - 1)}…`;
