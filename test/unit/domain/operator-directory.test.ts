import { describe, expect, it } from 'vitest';
import type { Operator } from '../../../src/domain/operator-directory.ts';
import { OperatorDirectory, operatorNameKey } from '../../../src/domain/operator-directory.ts';

const malev: Operator = { id: 1, fullName: 'Малев Сергей Васильевич', tbankLogin: 'malev' };
const orlova: Operator = { id: 2, fullName: 'Орлова Алёна Игоревна', tbankLogin: null };
const ivanov: Operator = { id: 3, fullName: 'Иванов Иван Петрович', tbankLogin: 'ivanov1' };
const namesake: Operator = { id: 4, fullName: 'Иван Иванов', tbankLogin: 'ivanov2' };
const directory = new OperatorDirectory([malev, orlova, ivanov, namesake]);

const byName = (operatorName: string | null) => directory.match({ operatorName, operatorLogin: null });
const byLogin = (operatorLogin: string) => directory.match({ operatorName: null, operatorLogin });

describe('who an operator is', () => {
  it.each([
    'Оператор Компания Малев Сергей Васильевич неизвест',
    'МАЛЕВ СЕРГЕЙ',
    'Сергей Малев',
    'ТП Малев, Сергей (СВ)',
    'ст. менеджер Малев С. Сергей',
    'Торговый представитель ИП Малев\u00a0Сергей',
  ])('the noisy name "%s" is found', (name) => {
    expect(byName(name)).toEqual({ kind: 'found', operator: malev });
  });

  it('ё and е are one letter', () => {
    expect(byName('Орлова Алена')).toEqual({ kind: 'found', operator: orlova });
  });

  it.each([null, '', 'Оператор неизвестный', 'Малев', 'С. В.', 'Малева Светлана', 'Малев Васильевич'])(
    'the name %j is unknown',
    (name) => {
      expect(byName(name)).toEqual({ kind: 'unknown' });
    },
  );

  it('two people of one name are ambiguous and never guessed', () => {
    expect(byName('Иванов Иван')).toEqual({ kind: 'ambiguous', candidates: 2 });
  });

  it('a login match wins over the name, whatever its case', () => {
    expect(directory.match({ operatorName: 'Малев Сергей', operatorLogin: ' IVANOV2 ' })).toEqual({
      kind: 'found',
      operator: namesake,
    });
  });

  it('a login that nobody has leaves the name to decide', () => {
    expect(directory.match({ operatorName: 'Малев Сергей', operatorLogin: 'x' }).kind).toBe('found');
    expect(byLogin('x')).toEqual({ kind: 'unknown' });
  });

  it('an empty login matches nobody who has none', () => {
    expect(byLogin('  ')).toEqual({ kind: 'unknown' });
  });

  it('one login for two operators is ambiguous', () => {
    const twice = new OperatorDirectory([malev, { ...orlova, tbankLogin: 'Malev' }]);
    expect(twice.match({ operatorName: null, operatorLogin: 'malev' })).toEqual({
      kind: 'ambiguous',
      candidates: 2,
    });
  });

  it('a double name is one word, with or without its hyphen', () => {
    expect(operatorNameKey('Римская-Корсакова Анна')).toBe(operatorNameKey('Анна РимскаяКорсакова'));
    expect(operatorNameKey('Петров-Водкин Кузьма')).not.toBe(operatorNameKey('Петров Кузьма'));
  });

  it('service words alone are no name', () => {
    expect(operatorNameKey('Старший менеджер ООО')).toBeNull();
  });
});
