/** 1 for equal texts, 0 for texts without anything in common: 1 − edit distance / length of the longer one. */
export function similarity(first: string, second: string): number {
  const longest = Math.max(first.length, second.length);
  return longest === 0 ? 1 : 1 - editDistance(first, second, longest) / longest;
}

/** Whether `similarity` is at least so much; texts that differ more are given up early. */
export function isAlike(first: string, second: string, least: number): boolean {
  const longest = Math.max(first.length, second.length);
  if (longest === 0) return true;
  // One more than the product says: it may be rounded down, and the quotient decides anyway.
  const most = Math.floor((1 - least) * longest) + 1;
  return 1 - editDistance(first, second, most) / longest >= least;
}

/**
 * Levenshtein's distance, one row at a time, of each row only the places that a distance of `most` can reach.
 * @returns some number above `most` when the distance is above it
 */
function editDistance(first: string, second: string, most: number): number {
  if (first === second) return 0;
  if (Math.abs(first.length - second.length) > most) return most + 1;
  const row = new Uint32Array(second.length + 1);
  for (let column = 0; column <= second.length; column += 1) row[column] = column;
  for (let line = 1; line <= first.length; line += 1) {
    const letter = first.charCodeAt(line - 1);
    const from = Math.max(1, line - most);
    const to = Math.min(second.length, line + most);
    let diagonal = row[from - 1] ?? 0;
    let left = from === 1 ? line : most + 1;
    let least = left;
    row[from - 1] = left;
    for (let column = from; column <= to; column += 1) {
      const above = row[column] ?? 0;
      const substitution = diagonal + (letter === second.charCodeAt(column - 1) ? 0 : 1);
      left = Math.min(substitution, above + 1, left + 1);
      row[column] = left;
      least = Math.min(least, left);
      diagonal = above;
    }
    if (least > most) return least;
  }
  return row[second.length] ?? 0;
}
