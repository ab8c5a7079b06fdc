import type { Notice } from './send-notice.ts';

/**
 * A ping of a check (https://healthchecks.io/docs/http_api/): `/start` when a run begins; at its end the address itself for
 * success, `/fail` for anything else, which imitators know as well. `rid` ties start and end together; who does not know it leaves it alone.
 * @param body a line for the check's own log
 */
export function pingNotice(
  address: URL,
  signal: 'start' | 'success' | 'fail',
  { invocationId, body }: { invocationId: string; body: string },
): Notice {
  const url = new URL(address);
  if (signal !== 'success') url.pathname = `${url.pathname.replace(/\/+$/u, '')}/${signal}`;
  url.searchParams.set('rid', invocationId);
  return { url, contentType: 'text/plain; charset=utf-8', body };
}

export function webhookNotice(url: URL, body: object): Notice {
  return { url, contentType: 'application/json', body: JSON.stringify(body) };
}

/**
 * A message of a bot (https://core.telegram.org/bots/api#sendmessage). Without `parse_mode` the text is shown as it is, so that
 * nothing in the name of a criterion is markup.
 */
export function telegramNotice(
  { origin, token, chatId }: { origin: URL; token: string; chatId: string },
  text: string,
): Notice {
  return {
    url: new URL(`/bot${token}/sendMessage`, origin),
    contentType: 'application/json',
    body: JSON.stringify({ chat_id: chatId, text, link_preview_options: { is_disabled: true } }),
  };
}
