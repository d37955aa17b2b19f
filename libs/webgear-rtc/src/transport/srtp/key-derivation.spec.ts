import { describe, expect, test } from '@jest/globals';
import { deriveSessionKey, KeyLabel } from './key-derivation.js';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

describe('deriveSessionKey', () => {
  const master = {
    key: hex('e1f97a0d3e018be0d64fa32c06de4139'),
    salt: hex('0ec675ad498afeebb6960b3aabe6'),
  };

  test.each([
    ['encryption', KeyLabel.Encryption, 'c61e7a93744f39ee10734afe3ff7a087'],
    ['salting', KeyLabel.Salt, '30cbbc08863d8c85d49db34a9ae1'],
    ['authentication', KeyLabel.Authentication, 'cebe321f6ff7716b6fd4ab49af256a156d38baa4'],
  ])('derives the %s key of RFC 3711, B.3', (_name, label, expected) => {
    expect(deriveSessionKey(master, label, expected.length / 2).toString('hex')).toBe(expected);
  });

  test('takes a salt of 12 bytes for one of 14 with zeros behind (RFC 7714, 11)', () => {
    const salt = master.salt.subarray(0, 12);
    const padded = Buffer.concat([salt, Buffer.alloc(2)]);
    expect(deriveSessionKey({ ...master, salt }, KeyLabel.Salt, 12)).toEqual(
      deriveSessionKey({ ...master, salt: padded }, KeyLabel.Salt, 12),
    );
  });
});
