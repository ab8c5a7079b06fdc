import { describe, expect, it } from 'vitest';

import { FirstCalls } from '../../../../src/clients/llm/first-calls.ts';

function endAll(statuses: readonly (number | null)[]): boolean {
  const calls = new FirstCalls(5);
  const ends = statuses.map(() => calls.begin());
  return statuses.map((status, index) => ends[index]!(status)).includes(true);
}

describe('the first calls of a run', () => {
  it('are all refused when they share a 4xx', () => {
    expect(endAll([422, 422, 422, 422, 422])).toBe(true);
  });

  it.each([
    ['one was answered', [422, 422, null, 422, 422, 422, 422]],
    ['they differ', [422, 400, 422, 422, 422, 422]],
    ['they are fewer', [422, 422, 422, 422]],
    ['it is the server that fails', [500, 500, 500, 500, 500]],
    ['they are told to come later', [429, 429, 429, 429, 429]],
    ['later ones are', [null, 400, 400, 400, 400, 400]],
  ])('are not when %s', (_name, statuses) => {
    expect(endAll(statuses)).toBe(false);
  });

  it('are those asked first, not those that fail first', () => {
    const calls = new FirstCalls(2);
    const [first, second, third, fourth] = [calls.begin(), calls.begin(), calls.begin(), calls.begin()];
    expect([third(400), fourth(400), first(null), second(400)]).toEqual([false, false, false, false]);
  });
});
