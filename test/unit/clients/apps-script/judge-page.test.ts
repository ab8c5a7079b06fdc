import { describe, expect, it } from 'vitest';

import { judgePage } from '../../../../src/clients/apps-script/judge-page.ts';

const answer = { status: 200, host: 'script.googleusercontent.com', pathname: '/macros/echo', body: 'ok' };

describe('judgePage', () => {
  it.each([
    ['text', 'done'],
    ['JSON', '{"status":"ok"}'],
    ['nothing at all', ''],
    ['text that only looks like a tag', '<b>готово</b>'],
    [
      "the function's own page",
      '<!doctype html><html><head><script>goog.script.init("\\x7b\\x22userHtml\\x22")</script></head></html>',
    ],
  ])('takes %s for done', (_what, body) => {
    expect(judgePage({ ...answer, body })).toBeNull();
  });

  it.each([
    [
      'the login host',
      { host: 'accounts.google.com', body: '<!doctype html><html></html>' },
      /login page.*anyone/,
    ],
    ['a login form', { body: '<html><form id="gaia_loginform"></form></html>' }, /login page/],
    ['an error page', { body: '<!DOCTYPE html><html><title>Error</title></html>' }, /not the function's/],
    ['no doGet', { body: '<html>Script function not found: doGet</html>' }, /has no doGet/],
    ['403', { status: 403 }, /HTTP 403.*anyone/],
    ['404', { status: 404 }, /HTTP 404.*\/exec/],
    ['429', { status: 429 }, /quota/],
    ['500', { status: 500 }, /HTTP 500/],
  ])('says what to do about %s, and repeats nothing of the answer', (_what, changes, expected) => {
    const problem = judgePage({ ...answer, ...changes });
    expect(problem).toMatch(expected);
    expect(problem).not.toMatch(/<|TypeError|gaia/u);
  });
});
