import { expect, it } from 'vitest';
import { proxyUrlOf } from '../../../../../main/electron/system/proxy-rule.ts';

it.each([
  ['DIRECT', null],
  ['', null],
  ['PROXY proxy.example:8080', 'http://proxy.example:8080'],
  ['PROXY proxy.example:8080; DIRECT', 'http://proxy.example:8080'],
  ['DIRECT; PROXY proxy.example:8080', null],
  ['HTTPS secure.example:443', 'https://secure.example:443'],
  ['SOCKS5 socks.example:1080; PROXY proxy.example:8080', 'socks5://socks.example:1080'],
  ['SOCKS socks.example:1080', 'socks4://socks.example:1080'],
  ['NONSENSE x; PROXY proxy.example:8080', 'http://proxy.example:8080'],
])('the answer "%s" of the system means the proxy %s', (answer, expected) => {
  expect(proxyUrlOf(answer)).toBe(expected);
});
