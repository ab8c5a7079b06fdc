import { StopRunError } from '../../domain/errors.ts';
import type { HttpResponse } from '../http/http-client.ts';

/** Where a redirect leads; NULL: it is none. Throws StopRunError for an address that must not be followed. */
export function nextAddress(
  from: URL,
  { status, headers }: Pick<HttpResponse, 'status' | 'headers'>,
  mayBePlain: (hostname: string) => boolean,
): URL | null {
  const { location } = headers;
  if (![301, 302, 303, 307, 308].includes(status)) return null;
  if (location === undefined || !URL.canParse(location, from.href)) {
    throw refusal(from, 'redirects to nowhere');
  }
  const to = new URL(location, from);
  // What was asked for over https stays there; a test of one's own may redirect within private names.
  const isAllowed =
    to.protocol === 'https:' ||
    (to.protocol === 'http:' && from.protocol === 'http:' && mayBePlain(to.hostname));
  if (!isAllowed) throw refusal(from, 'redirects to an address without https, which is not followed');
  return to;
}

function refusal({ host }: URL, what: string): StopRunError {
  return new StopRunError('apps_script', `The Apps Script function (${host}) ${what}; check APPS_SCRIPT_URL`);
}
