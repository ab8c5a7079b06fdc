import { describe, expect, it } from 'vitest';

import { createPhoneHasher } from '../../../../src/clients/phones/create-phone-hasher.ts';
import { normalisePhone, readNamedPhone } from '../../../../src/clients/phones/normalise-phone.ts';

describe('a number as T-Bank lists it', () => {
  it.each([
    '+79120000031',
    '89120000031',
    '79120000031',
    '9120000031',
    '8 (912) 000-00-31',
    '+7 912 000 00 31',
    ' 7-912-000-00-31 ',
  ])('%s is the same number', (text) => {
    expect(normalisePhone(text)).toBe('+79120000031');
  });

  it.each([
    ['+81312345678', '+81312345678'],
    ['+375291234567', '+375291234567'],
    ['375291234567', '+375291234567'],
    ['80000000000', '+70000000000'],
    ['0000000000', '+70000000000'],
    ['anonymous', null],
    ['', null],
    ['123', null],
  ])('%s is %s', (text, number) => {
    expect(normalisePhone(text)).toBe(number);
  });
});

describe('a number that a person names', () => {
  it.each([
    ['+79120000031', '+79120000031'],
    ['+7 (912) 000-00-31', '+79120000031'],
    ['89120000031', '+79120000031'],
    ['8 912 000-00-31', '+79120000031'],
    ['+375291234567', '+375291234567'],
    ['9120000031', null],
    ['79120000031', null],
    ['+7912', null],
    ['8912', null],
    ['+89120000031', null],
    ['+7912000003A', null],
    ['', null],
  ])('%s is %s', (text, number) => {
    expect(readNamedPhone(text)).toBe(number);
  });
});

describe('the hash of a number', () => {
  const key = 'invented key of more than 32 bytes';
  it('is the same for every way of writing it, and another with another key or number', () => {
    const hasher = createPhoneHasher(key);
    expect(hasher.hash('+79120000031')).toMatch(/^[0-9a-f]{64}$/);
    expect(hasher.hash('8 (912) 000-00-31')).toBe(hasher.hash('+79120000031'));
    expect(hasher.hash('+79120000032')).not.toBe(hasher.hash('+79120000031'));
    expect(createPhoneHasher(`${key}.`).hash('+79120000031')).not.toBe(hasher.hash('+79120000031'));
    expect(hasher.hash('anonymous')).toBeNull();
  });

  it('has a check value that tells keys apart', () => {
    expect(createPhoneHasher(key).checkValue).toBe(createPhoneHasher(key).checkValue);
    expect(createPhoneHasher(`${key}.`).checkValue).not.toBe(createPhoneHasher(key).checkValue);
  });
});
