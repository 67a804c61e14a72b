import { describe, expect, it } from 'vitest';
import { allowedExternalAddress } from '../../../../../main/node/http/addresses.ts';

const hosts = ['example.com', 'docs.example.com'];

describe('which addresses may be opened outside', () => {
  it('is https on a host of the list', () => {
    expect(allowedExternalAddress('https://docs.example.com/a?b#c', hosts)).toBe('https://docs.example.com/a?b#c');
  });

  it.each([
    'http://example.com/',
    'https://evil.example/',
    'https://example.com.evil.example/',
    'https://sub.example.com/',
    'https://example.com:8443/',
    'https://example.com@evil.example/',
    'https://user:password@example.com/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://example.com/share',
    'example.com',
    '',
  ])('is not %s', (address) => {
    expect(allowedExternalAddress(address, hosts)).toBeNull();
  });
});
