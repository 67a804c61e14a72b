import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../../core/providers/account.ts';
import { codexProvider } from '../../../../../core/providers/codex/provider.ts';
import { codexUsageRequest } from '../../../../../core/providers/codex/request.ts';

const account: Account = {
  id: 'codex:a1',
  provider: 'codex',
  label: 'work',
  email: null,
  plan: null,
  vendorAccountId: 'account-7',
  baseUrl: 'https://chatgpt.com/backend-api',
};

describe('the Codex usage request', () => {
  it.each([
    ['https://chatgpt.com/backend-api', 'https://chatgpt.com/backend-api/wham/usage'],
    ['https://chatgpt.com/backend-api/', 'https://chatgpt.com/backend-api/wham/usage'],
    ['https://chatgpt.com', 'https://chatgpt.com/backend-api/wham/usage'],
    ['http://127.0.0.1:4100/backend-api', 'http://127.0.0.1:4100/backend-api/wham/usage'],
    ['http://127.0.0.1:4100', 'http://127.0.0.1:4100/api/codex/usage'],
    ['https://gateway.example/openai', 'https://gateway.example/openai/api/codex/usage'],
  ])('sends the request for base %s to %s', (baseUrl, url) => {
    expect(codexUsageRequest({ ...account, baseUrl }).url).toBe(url);
  });

  it('names the app and the account, and holds only a placeholder for the secret', () => {
    const { method, headers, timeoutMs, maximumBytes } = codexUsageRequest(account);
    expect(method).toBe('GET');
    expect(headers).toEqual({
      Authorization: 'Bearer {{secret:accessToken}}',
      'ChatGPT-Account-Id': 'account-7',
      Accept: 'application/json',
      'User-Agent': 'quota-tray/{{version}}',
    });
    expect([timeoutMs, maximumBytes]).toEqual([12_000, 1_048_576]);
  });

  it('omits the account header where there is no account id', () => {
    expect(codexUsageRequest({ ...account, vendorAccountId: null }).headers).not.toHaveProperty('ChatGPT-Account-Id');
  });

  it.each([
    ['pro', 'Pro'],
    ['prolite', 'Pro Lite'],
    ['PLUS', 'Plus'],
    ['enterprise_cbp_usage_based', 'Enterprise'],
    ['some_new_plan', 'some_new_plan'],
    ['constructor', 'constructor'],
  ])('shows the plan %s as %s', (plan, name) => {
    expect(codexProvider.planName(plan)).toBe(name);
  });
});
