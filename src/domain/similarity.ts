/** 1 for equal texts, 0 for texts without anything in common: 1 − edit distance / length of the longer one. */
export function similarity(first: string, second: string): number {
  const longest = Math.max(first.length, second.length);
  return longest === 0 ? 1 : 1 - editDistance(first, second) / longest;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(first: string, second: string): number {
  if (first === second) return 0;
  const row = Uint32Array.from({ length: second.length + 1 }, (_, index) => index);
  for (let line = 1; line <= first.length; line += 1) {
    const letter = first.charCodeAt(line - 1);
    let diagonal = line - 1;
    row[0] = line;
    for (let column = 1; column <= second.length; column += 1) {
      const above = row[column] ?? 0;
      const left = row[column - 1] ?? 0;
      const substitution = diagonal + (letter === second.charCodeAt(column - 1) ? 0 : 1);
      row[column] = Math.min(substitution, above + 1, left + 1);
      diagonal = above;
    }
  }
  return row[second.length] ?? 0;
}
