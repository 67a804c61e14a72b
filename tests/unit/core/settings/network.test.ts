import { expect, it } from 'vitest';
import { isProxyUrl } from '../../../../core/settings/network.ts';
import { settingsOf } from '../../../../core/settings/settings.ts';

it.each(['http://proxy.example:8080', 'https://proxy.example', 'http://10.0.0.1:3128/', 'http://[::1]:8080'])(
  '%s is the address of a proxy',
  (proxyUrl) => {
    expect(isProxyUrl(proxyUrl)).toBe(true);
    expect(settingsOf({ proxyUrl }).proxyUrl).toBe(proxyUrl);
  },
);

it.each([
  'proxy.example:8080',
  'socks5://proxy.example',
  'http://user:secret@proxy.example',
  'http://proxy.example/path',
  'http://',
  'http://proxy example',
])('%s is none, and the setting stays empty', (proxyUrl) => {
  expect(isProxyUrl(proxyUrl)).toBe(false);
  expect(settingsOf({ proxyUrl }).proxyUrl).toBe('');
});
