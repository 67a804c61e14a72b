import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillSlots } from '../../../../../main/node/http/fill-slots.ts';

test('X.3: the token stands in its slots as it is, whatever is in it', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (token) => {
      const filled = fillSlots({ Authorization: 'Bearer {{secret:accessToken}}', Accept: 'a' }, token, '1.0.0');
      expect(filled).toEqual({ Authorization: `Bearer ${token}`, Accept: 'a', 'User-Agent': 'quota-tray/1.0.0' });
    }),
  );
});

test('an account without a token sends no header for one (S3 wire)', () => {
  const headers = { Authorization: 'Bearer {{secret:accessToken}}', 'X-Recap-Install-Id': 'i-1' };
  expect(fillSlots(headers, '', '1.0.0')).toEqual({ 'X-Recap-Install-Id': 'i-1', 'User-Agent': 'quota-tray/1.0.0' });
});

test('X.3: a request that names itself in another spelling of the header is not named twice', () => {
  expect(fillSlots({ 'user-agent': 'quota-tray/{{version}}' }, 't', '2.0.0')).toEqual({
    'user-agent': 'quota-tray/2.0.0',
  });
});
