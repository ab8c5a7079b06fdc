/** Where Google asks people to log in, or for their consent. */
const loginHosts = /^accounts\.(?:google\.[a-z.]+|youtube\.com)$/u;
const loginMarks = /ServiceLogin|gaia_loginform|identifierId|accounts\.google\.com\/(?:v3\/)?signin/u;
/** The frame that Apps Script puts around a page of the function's own. */
const ownPage = /goog\.script\.init\(/u;

/**
 * What is wrong with the last answer, as the end of a sentence about the function; NULL: it did its work. Google answers
 * a function that failed, and people who are not logged in, with a page and status 200; a function's own text or JSON is
 * never judged. No part of the answer is repeated.
 */
export function judgePage(answer: {
  readonly status: number;
  readonly host: string;
  readonly pathname: string;
  readonly body: string;
}): string | null {
  const { status, body } = answer;
  const isHtml = /^\s*(?:<!doctype html|<html|<head|<body)/iu.test(body);
  const isLogin = loginHosts.test(answer.host) || answer.pathname.includes('ServiceLogin');
  if (isLogin || (isHtml && !ownPage.test(body) && loginMarks.test(body))) {
    return 'answers with a login page: publish the web app again with access for anyone ("Who has access: Anyone"), and set APPS_SCRIPT_URL to the address that ends in /exec';
  }
  if (status === 401 || status === 403) {
    return `refuses the call (HTTP ${status}): publish the web app with access for anyone`;
  }
  if (status === 404)
    return 'is not there (HTTP 404): set APPS_SCRIPT_URL to the address of the web app that ends in /exec';
  if (status === 429) return 'is over its quota of the day (HTTP 429)';
  if (status < 200 || status > 299)
    return `failed with HTTP ${status}: see its executions in the Apps Script project`;
  if (!isHtml || ownPage.test(body)) return null;
  if (/Script function not found/u.test(body)) {
    return 'has no doGet: add function doGet(e), which obeys e.parameter.action, and publish a new version';
  }
  return "answers with a page that is not the function's: it failed, or the address is wrong; see its executions in the Apps Script project";
}
