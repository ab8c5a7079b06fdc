import type { CallKey } from '../world/call-id.ts';
import type { CallPlanner } from '../world/call-plan.ts';
import { dayMs, type WallTime } from '../world/moscow-time.ts';

interface Slice {
  readonly department: 1 | 2;
  readonly day: number;
  /** First index of the slice and the one after its last. */
  readonly from: number;
  readonly to: number;
}

export interface Period {
  readonly min: WallTime;
  readonly max: WallTime;
  readonly departments: readonly (1 | 2)[];
}

/** Which calls of which days start inside the period; days are described by bounds, never by lists of calls. */
export function sliceDays(planner: CallPlanner, { min, max, departments }: Period): Slice[] {
  const slices: Slice[] = [];
  for (let day = Math.floor(min / dayMs); day <= Math.floor(max / dayMs); day += 1) {
    for (const department of departments) {
      const from = firstIndexAt(planner, { department, day }, min);
      const to = firstIndexAt(planner, { department, day }, max + 1000);
      if (to > from) slices.push({ department, day, from, to });
    }
  }
  return slices;
}

/** Starts never decrease with the index, so the first call at or after a moment is found by halving. */
function firstIndexAt(
  planner: CallPlanner,
  { department, day }: { department: 1 | 2; day: number },
  moment: WallTime,
): number {
  let low = 0;
  let high = planner.callsPerDay;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (planner.startOf({ department, day, index: middle }) < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The calls from `offset` on, at most `count`, and whether more follow. */
export function takeCalls(
  slices: readonly Slice[],
  offset: number,
  count: number,
): { keys: CallKey[]; more: boolean } {
  const keys: CallKey[] = [];
  let skip = offset;
  for (const { department, day, from, to } of slices) {
    for (let index = from + skip; index < to; index += 1) {
      if (keys.length === count) return { keys, more: true };
      keys.push({ department, day, index });
    }
    skip = Math.max(0, skip - (to - from));
  }
  return { keys, more: false };
}
