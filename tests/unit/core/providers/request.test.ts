import { expect, it } from 'vitest';
import { hostOf, joinUrl, originOf } from '../../../../core/providers/request.ts';

it.each([
  ['https://a.example', '/api/v1/key', 'https://a.example/api/v1/key'],
  ['https://a.example/', '/api/v1/key', 'https://a.example/api/v1/key'],
  ['https://a.example/api/v1/', '/api/v1/key', 'https://a.example/api/v1/key'],
  ['https://a.example/api', '/api/v1/key', 'https://a.example/api/v1/key'],
  ['https://a.example/proxy/api/v1', '/api/v1/key', 'https://a.example/proxy/api/v1/key'],
  ['https://a.example/my-api', '/api/v1/key', 'https://a.example/my-api/api/v1/key'],
  ['https://usage', '/usage', 'https://usage/usage'],
  ['https://a.example/v1//', '/usage', 'https://a.example/v1/usage'],
])('joins %s and %s to %s', (base, path, url) => {
  expect(joinUrl(base, path)).toBe(url);
});

it.each([
  ['https://A.example:8443/v1', 'https://a.example:8443', 'a.example'],
  ['http://127.0.0.1:80', 'http://127.0.0.1:80', '127.0.0.1'],
  ['nothing', null, null],
])('finds the origin and host of %s: %s, %s', (base, origin, host) => {
  expect([originOf(base), hostOf(base)]).toEqual([origin, host]);
});
