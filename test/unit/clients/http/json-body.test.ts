import { expect, it } from 'vitest';

import { parseJsonBody } from '../../../../src/clients/http/json-body.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');

it.each([
  ['{"a":"б"}', { ok: true, value: { a: 'б' } }],
  ['\uFEFF{"a":1}', { ok: true, value: { a: 1 } }],
  [' null ', { ok: true, value: null }],
  ['[]', { ok: true, value: [] }],
  ['', { ok: false, problem: 'empty' }],
  [' \r\n', { ok: false, problem: 'empty' }],
  ['\uFEFF', { ok: false, problem: 'empty' }],
  ['<!DOCTYPE html><html></html>', { ok: false, problem: 'html' }],
  ['\n <html>', { ok: false, problem: 'html' }],
  ['\uFEFF<html>', { ok: false, problem: 'html' }],
  ['{"a":', { ok: false, problem: 'not_json' }],
  ['Bad Gateway', { ok: false, problem: 'not_json' }],
])('%j', (text, expected) => {
  expect(parseJsonBody({ body: bytes(text) })).toEqual(expected);
});

it('a cut body is truncated, even when what is left would parse', () => {
  expect(parseJsonBody({ body: bytes('{"a":1}'), bodyTruncated: true })).toEqual({
    ok: false,
    problem: 'truncated',
  });
});

it('one broken byte does not lose the body', () => {
  const body = Buffer.concat([bytes('{"a":"'), Buffer.from([0xff]), bytes('"}')]);
  expect(parseJsonBody({ body })).toEqual({ ok: true, value: { a: '\uFFFD' } });
});
