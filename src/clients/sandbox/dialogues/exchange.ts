import type { Speaker } from './dialogue.ts';
import { compileTemplate, type Template } from './template.ts';

/** A few turns that belong together. */
export type Exchange = readonly { readonly speaker: Speaker; readonly template: Template }[];

/**
 * Reads exchanges, one a line, turns set off by ` / `, each beginning with `О:` (operator) or `К:` (client).
 * Reading waits until the first use, so that importing the texts costs nothing.
 */
export function exchanges(text: string): () => readonly Exchange[] {
  let read: readonly Exchange[] | undefined;
  return () => (read ??= text.trim().split('\n').map(readExchange));
}

function readExchange(line: string): Exchange {
  return line.split(' / ').map((turn) => {
    const mark = turn.slice(0, 2);
    if (mark !== 'О:' && mark !== 'К:') throw new Error(`turn without speaker: ${turn}`);
    return {
      speaker: mark === 'О:' ? 'operator' : 'client',
      template: compileTemplate(turn.slice(2).trim()),
    };
  });
}
