/**
 * Whether an object in a JSON text holds the same key twice. `JSON.parse` would keep the last value in silence: of two
 * scores in one entry nobody could tell which one the model meant.
 * @param json valid JSON
 */
export function hasRepeatedKey(json: string): boolean {
  /** What is open at this place, outermost first: the keys of an object, or NULL for a list. */
  const open: (Set<string> | null)[] = [];
  let index = 0;
  while (index < json.length) {
    const character = json[index];
    if (character === '"') {
      const end = endOfString(json, index);
      const keys = open.at(-1);
      if (keys && isFollowedByColon(json, end)) {
        const key = JSON.parse(json.slice(index, end)) as string;
        if (keys.has(key)) return true;
        keys.add(key);
      }
      index = end;
      continue;
    }
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(null);
    else if (character === '}' || character === ']') open.pop();
    index += 1;
  }
  return false;
}

/** The place after the closing quotation mark. */
function endOfString(json: string, start: number): number {
  let index = start + 1;
  while (index < json.length && json[index] !== '"') index += json[index] === '\\' ? 2 : 1;
  return index + 1;
}

function isFollowedByColon(json: string, from: number): boolean {
  let index = from;
  while (json[index] === ' ' || json[index] === '\n' || json[index] === '\r' || json[index] === '\t')
    index += 1;
  return json[index] === ':';
}
