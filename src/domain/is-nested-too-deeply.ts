/** What an answer needs is 5 levels; JSON.parse reads any depth, and whatever walks through the value must not run out of stack. */
const deepest = 100;

/** Whether lists and objects of a JSON value stand within each other beyond any use. */
export function isNestedTooDeeply(value: unknown, levels = deepest): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isNestedTooDeeply(inner, levels - 1));
}
