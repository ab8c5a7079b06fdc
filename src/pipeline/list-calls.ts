import type { ListedEntry } from '../domain/call.ts';
import { StopRunError } from '../domain/errors.ts';
import type { RunContext } from './run-context.ts';

type Page = readonly ListedEntry[];

/** The pages of the day. The next page is on its way while the current one is worked on; a stop ends the listing. */
export async function* listCalls(context: RunContext): AsyncGenerator<Page, void, undefined> {
  const pages = selectedPages(context)[Symbol.asyncIterator]();
  let next = readAhead(pages);
  for (;;) {
    const result = await next;
    if (result.done === true || context.control.reason !== null) break;
    next = readAhead(pages);
    yield result.value;
  }
  // A page may still be on its way when the run stops: nobody waits for it, and its abort is nobody's surprise.
  next.catch(() => undefined);
}

function readAhead(pages: AsyncIterator<Page>): Promise<IteratorResult<Page>> {
  const next = pages.next();
  next.catch(() => undefined); // awaited later: until then a failure must not count as unhandled
  return next;
}

async function* selectedPages(context: RunContext): AsyncGenerator<Page, void, undefined> {
  const pages = context.callSource.pages(context.window, context.control.taking);
  if (context.onlyCalls === null) yield* pages;
  else yield await onlySelected(pages, context.onlyCalls, context.window.day);
}

/** `--call`: the whole listing is read first, so that a wrong id stops the run before anything is paid. */
async function onlySelected(
  pages: AsyncIterable<Page>,
  onlyCalls: ReadonlySet<number>,
  day: string,
): Promise<Page> {
  const found = new Map<number, ListedEntry>();
  for await (const page of pages) {
    for (const entry of page) if (onlyCalls.has(entry.id)) found.set(entry.id, entry);
  }
  const absent = [...onlyCalls].filter((id) => !found.has(id));
  if (absent.length > 0) {
    throw new StopRunError(
      'call_not_listed',
      `T-Bank does not list these calls of --call on ${day}: ${absent.join(', ')}. Check the ids and the day.`,
    );
  }
  return [...found.values()];
}
