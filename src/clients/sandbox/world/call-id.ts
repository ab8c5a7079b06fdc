/** Which call a segment id means. */
export interface CallKey {
  readonly department: 1 | 2;
  /** Days since 1970-01-01 of the Moscow calendar. */
  readonly day: number;
  /** Place of the call in its day, from 0. */
  readonly index: number;
}

const departmentUnit = 1_000_000_000_000;
const dayUnit = 10_000_000;

/** The segment id holds everything needed to make the call again. */
export function encodeCallId({ department, day, index }: CallKey): number {
  return department * departmentUnit + day * dayUnit + index + 1;
}

/** The call of a segment id; `undefined` when the sandbox never gave out such an id. */
export function decodeCallId(id: number): CallKey | undefined {
  const department = Math.floor(id / departmentUnit);
  const day = Math.floor((id % departmentUnit) / dayUnit);
  const index = (id % dayUnit) - 1;
  if ((department !== 1 && department !== 2) || index < 0) return undefined;
  return { department, day, index };
}
