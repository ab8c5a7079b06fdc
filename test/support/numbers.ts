/** `3,4,5` for 3 to 5: the requests that a fault of the sandbox hits. */
export function numbers(first: number, last: number): string {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index).join(',');
}
