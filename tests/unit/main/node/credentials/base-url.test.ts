import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBaseUrl } from '../../../../../main/node/credentials/base-url.ts';

describe('base URL', () => {
  test.each([
    ['https://api.example.test', 'https://api.example.test'],
    ['https://api.example.test/', 'https://api.example.test'],
    ['  https://api.example.test/v1//  ', 'https://api.example.test/v1'],
    ['HTTPS://API.Example.test:443/a', 'https://api.example.test/a'],
    ['http://127.0.0.1:8080/x/', 'http://127.0.0.1:8080/x'],
    ['http://127.1:8080', 'http://127.0.0.1:8080'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://[::1]:3000', 'http://[::1]:3000'],
  ])('%j is asked at %s', (text, expected) => {
    expect(parseBaseUrl(text)).toBe(expected);
  });

  test.each([
    'http://api.example.test',
    'http://127.0.0.1.example.test',
    'http://localhost.example.test',
    'http://128.0.0.1',
    'http://[::2]',
    'ftp://127.0.0.1',
    'file:///etc/hosts',
    'https://user:word@api.example.test',
    'https://user@api.example.test',
    'https://api.example.test/?a=1',
    'https://api.example.test/#a',
    'api.example.test',
    '//api.example.test',
    '',
    'https://',
  ])('%j is refused', (text) => {
    expect(parseBaseUrl(text)).toBeNull();
  });

  test('no text throws, and what is accepted is https or loopback and stays as it is when read again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.webUrl({ validSchemes: ['http', 'ftp'] })), (text) => {
        const baseUrl = parseBaseUrl(text);
        if (baseUrl !== null) {
          expect(baseUrl).toMatch(/^(https:\/\/|http:\/\/(localhost|127\.|\[::1\]))/);
          expect(parseBaseUrl(baseUrl)).toBe(baseUrl);
        }
      }),
    );
  });
});
