import { describe, expect, it } from 'vitest';

import { readJsonObject } from '../../../src/domain/answer-text.ts';

const object = { is_sales_call: true, reason: 'договорились о {поставке} в 12:30' };
const json = JSON.stringify(object);
const other = JSON.stringify({ is_sales_call: false });

describe('accepted at once', () => {
  it.each([
    ['the object alone', json],
    ['white space and line breaks around it', `\n\n  ${json}\r\n`],
    ['indented', JSON.stringify(object, null, 2)],
    ['a fence with a language', `\`\`\`json\n${json}\n\`\`\``],
    ['a fence without a language', `\`\`\`\n${json}\n\`\`\``],
    ['a fence that is not closed', `\`\`\`json\n${json}`],
    ['text before', `Вот оценка звонка:\n${json}`],
    ['text after', `${json}\nНадеюсь, это поможет!`],
    ['text before and after, with a fence', `Ответ:\n\`\`\`json\n${json}\n\`\`\`\nГотово.`],
    ['a list mark before', `1. [итог] ${json} [конец]`],
    ['a placeholder in braces before', `Оценка для {название}: ${json}`],
    ['a placeholder in braces after', `${json}\nШаблон {transcription} заполнен, {}.`],
    ['a placeholder and a fence', `Заполнил {criteria_list}:\n\`\`\`json\n${json}\n\`\`\``],
    ['<think> before', `<think>Похоже на продажу.</think>${json}`],
    ['<think> with a draft in it', `<think>Черновик: ${other}</think>\n${json}`],
    ['<think> with a broken draft in it', `<think>{"is_sales_call": tr</think>${json}`],
    ['only the closing tag', `Сначала думаю ${other}\n</think>\n\n${json}`],
    ['two thinking blocks', `<think>${other}</think> ещё <think>${other}</think>${json}`],
    ['<thinking>, capitals', `<THINKING>${other}</THINKING>${json}`],
    ['thinking that begins after the answer and never ends', `${json}\n<think>Проверю: ${other}`],
    ['two equal objects', `${json}\n${json}`],
    [
      'two equal objects, formatted differently',
      `${json}\n\`\`\`json\n${JSON.stringify(object, null, 2)}\n\`\`\``,
    ],
  ])('%s', (_name, text) => {
    expect(readJsonObject(text)).toEqual({ ok: true, value: object });
  });

  it.each([
    ['braces inside strings', { a: '{ не объект }', b: '}' }],
    ['quotes and backslashes inside strings', { a: 'он сказал "да" \\ "нет" {' }],
    ['a closing think tag inside a string', { a: 'клиент: </think> {"is_sales_call": false}' }],
    ['an opening think tag inside a string', { a: 'текст <think> дальше' }],
    ['a fence inside a string', { a: '```json {} ```' }],
    ['lists and objects inside', { a: [{ b: {} }, { c: [] }] }],
  ])('%s', (_name, value) => {
    expect(readJsonObject(JSON.stringify(value))).toEqual({ ok: true, value });
  });

  it('braces inside strings, with prose around', () => {
    const value = { a: '{ не объект }', b: 'он сказал "да" }' };
    expect(readJsonObject(`Итог: ${JSON.stringify(value)} (конец)`)).toEqual({ ok: true, value });
  });
});

describe('asked again', () => {
  it.each([
    ['nothing', '', 'no_json'],
    ['white space', ' \n', 'no_json'],
    ['prose only', 'Не могу оценить этот звонок.', 'no_json'],
    ['prose with a placeholder only', 'Нужен {transcription}.', 'no_json'],
    ['only thinking, closed', `<think>${json}</think>`, 'no_json'],
    ['only thinking, not closed', `<think>${json}`, 'no_json'],
    ['only thinking, with text before', `Итак. <thinking>${json}`, 'no_json'],
    ['null', 'null', 'no_json'],
    ['a number', '7', 'no_json'],
    ['a list of one object', `[${json}]`, 'json_list'],
    ['a list of two equal objects', `[${json}, ${json}]`, 'json_list'],
    ['a list with text before', `Вот: [ ${json} ]`, 'json_list'],
    ['cut in the middle', json.slice(0, -10), 'broken_json'],
    ['cut, after a fence', `\`\`\`json\n${json.slice(0, 30)}\n\`\`\``, 'broken_json'],
    ['cut before its beginning', '"evaluations": [{"criterion": "A"}]}', 'json_list'],
    ['a trailing comma', '{"is_sales_call": true,}', 'broken_json'],
    ['single quotes', "{'is_sales_call': true}", 'broken_json'],
    ['keys without quotes', '{is_sales_call: true}', 'broken_json'],
    ['a comment', '{"is_sales_call": true /* да */}', 'broken_json'],
    ['Python', '{"is_sales_call": True}', 'broken_json'],
    ['NaN', '{"score_given": NaN}', 'broken_json'],
    ['a line break inside a string', '{"a": "b\nc"}', 'broken_json'],
    ['JSON written into a JSON string', JSON.stringify(json), 'broken_json'],
    ['a broken object and then a good one', `{is_sales_call: true}\n${other}`, 'broken_json'],
    ['a wrapper in single quotes', `{'values': ${other}}`, 'broken_json'],
    ['a lone brace before', `Скобка { и ответ ${json}`, 'broken_json'],
    ['two different objects', `${json}\n${other}`, 'several_objects'],
    ['a draft and an answer', `Черновик: ${other}\nОтвет: ${json}`, 'several_objects'],
  ])('%s', (_name, text, failureClass) => {
    const reading = readJsonObject(text);
    expect(reading.ok ? reading.value : reading.problem.failureClass).toBe(failureClass);
  });

  it('says what to mend without quoting the answer', () => {
    const reading = readJsonObject('МЕТКА {"МЕТКА": }');
    expect(reading.ok).toBe(false);
    expect(JSON.stringify(reading)).not.toContain('МЕТКА');
  });
});

const braces = ['{', '}', '{}', '{"', '[{', '{} ', '<think>', '</think>', '{"a":1}', '\\"{'];

it.each(braces)('takes time in proportion to a megabyte of %s', (text) => {
  const cpuOf = (length: number): number => {
    const answer = text.repeat(Math.floor(length / text.length));
    const started = process.cpuUsage();
    readJsonObject(answer);
    const { user, system } = process.cpuUsage(started);
    return user + system;
  };
  const fastest = (length: number): number => Math.min(...[1, 2, 3].map(() => cpuOf(length)));
  // Ten times as long: 10 times the time, 100 if it were quadratic. A thousandth of a second is what the clock is worth.
  expect(fastest(1_000_000)).toBeLessThan(40 * Math.max(fastest(100_000), 1000));
});
