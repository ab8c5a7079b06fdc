import { createHmac } from 'node:crypto';

import type { PhoneHasher } from '../../domain/phone-register.ts';
import { normalisePhone } from './normalise-phone.ts';

/**
 * HMAC-SHA-256 of numbers in E.164. A plain hash would be no secret: all numbers of a country are hashed in minutes.
 * @param key CALLQ_FORGET_KEY
 */
export function createPhoneHasher(key: string): PhoneHasher {
  const mac = (text: string): string => createHmac('sha256', key).update(text, 'utf8').digest('hex');
  return {
    checkValue: mac('callq forget key'),
    hash(phone) {
      const number = normalisePhone(phone);
      return number === null ? null : mac(number);
    },
  };
}
