import { describe, expect, test } from 'vitest';
import { resolveCodexBaseUrl } from '../../../../../main/node/credentials/codex-sign-in.ts';

const vendor = 'https://chatgpt.com/backend-api';
const missing = { kind: 'missing' } as const;
const config = (text: string) => ({ kind: 'text', text }) as const;

describe('Codex base URL', () => {
  test.each([
    ['nothing set', undefined, missing, vendor, 'default'],
    ['a blank variable', ' ', missing, vendor, 'default'],
    [
      'the variable',
      'https://gate.test/x/',
      config('chatgpt_base_url = "https://other.test"'),
      'https://gate.test/x',
      'variable',
    ],
    [
      'the settings file',
      undefined,
      config('model = "m"\nchatgpt_base_url = "http://localhost:9/api/"'),
      'http://localhost:9/api',
      'config-file',
    ],
    [
      'a settings file with a byte order mark',
      undefined,
      config('\uFEFFchatgpt_base_url = "https://gate.test"'),
      'https://gate.test',
      'config-file',
    ],
    [
      'a settings file without the setting',
      undefined,
      config('[tui]\nchatgpt_base_url = "https://gate.test"'),
      vendor,
      'default',
    ],
    ['the vendor host', undefined, config('chatgpt_base_url = "https://chatgpt.com/"'), vendor, 'config-file'],
    ['the vendor host and path', 'https://chatgpt.com/backend-api/', missing, vendor, 'variable'],
    ['the older vendor host', 'https://chat.openai.com', missing, 'https://chat.openai.com/backend-api', 'variable'],
    ['a host that only begins alike', 'https://chatgpt.com.test', missing, 'https://chatgpt.com.test', 'variable'],
  ] as const)('%s: asked at the right place', (_name, variable, file, baseUrl, setting) => {
    expect(resolveCodexBaseUrl(variable, file)).toEqual({ baseUrl, setting, configProblem: null });
  });

  test.each([
    ['the variable', 'http://gate.test', missing, 'variable'],
    ['the settings file', undefined, config('chatgpt_base_url = "http://gate.test"'), 'config-file'],
    ['a number in the settings file', undefined, config('chatgpt_base_url = 7'), 'config-file'],
  ] as const)('a place that a token must not go to is named: %s', (_name, variable, file, setting) => {
    expect(resolveCodexBaseUrl(variable, file)).toEqual({ baseUrl: null, setting, configProblem: null });
  });

  test.each([
    [config('chatgpt_base_url = "https://gate.test'), 'malformed'],
    [{ kind: 'problem', problem: 'unreadable' }, 'unreadable'],
    [{ kind: 'problem', problem: 'too-large' }, 'too-large'],
  ] as const)('a settings file that cannot be used is reported and the vendor is asked: %j', (file, problem) => {
    expect(resolveCodexBaseUrl(undefined, file)).toEqual({
      baseUrl: vendor,
      setting: 'default',
      configProblem: problem,
    });
  });
});
