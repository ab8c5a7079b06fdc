/** List scheduling: each piece of work goes to the slot that is free first. The least time any client could need. */
export function makespan(durations: readonly number[], slots: number): number {
  const freeAt = new Float64Array(slots);
  for (const duration of durations) {
    const earliest = freeAt.indexOf(Math.min(...freeAt));
    freeAt[earliest] = (freeAt[earliest] ?? 0) + duration;
  }
  return Math.max(...freeAt);
}
