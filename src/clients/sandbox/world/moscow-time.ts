/** Milliseconds of a wall clock in Moscow, counted as if Moscow were UTC. */
export type WallTime = number;

export const dayMs = 86_400_000;
const moscowOffsetMs = 3 * 3_600_000;

const shape = /^(\d{4})-(\d{2})-(\d{2}) (\d{2}):(\d{2}):(\d{2})$/;

/** Reads `2026-11-20 00:00:00`; `undefined` for another shape or a date that does not exist. */
export function parseWallTime(text: string): WallTime | undefined {
  const [year, month, day, hour, minute, second] = (shape.exec(text) ?? []).slice(1).map(Number);
  if (year === undefined || month === undefined) return undefined;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  return formatWallTime(wall).replace('T', ' ') === text ? wall : undefined;
}

/** `2026-11-20T12:15:03`, without zone. */
export function formatWallTime(wall: WallTime): string {
  return new Date(wall).toISOString().slice(0, 19);
}

/** The same moment in UTC, `2026-11-20T09:15:03Z`. */
export function formatUtc(wall: WallTime): string {
  return `${formatWallTime(wall - moscowOffsetMs)}Z`;
}
