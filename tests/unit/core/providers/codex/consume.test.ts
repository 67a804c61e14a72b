import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../../core/accounts/account.ts';
import { codexConsumeRequest, readConsumeAnswer } from '../../../../../core/providers/codex/reset-credits.ts';
import { codexProvider } from '../../../../../core/providers/codex/provider.ts';
import { noFacts } from '../../../../../core/quota/facts.ts';

const requestId = '7d3c7b7e-53a1-4f6e-9c1e-4a1f0f0b8a11';
const redeemingAccount: Account = {
  id: 'codex:a1',
  provider: 'codex',
  label: 'work',
  email: null,
  plan: null,
  vendorAccountId: 'account-7',
  baseUrl: 'https://chatgpt.com',
};

describe('redeeming a banked reset (S1 wire)', () => {
  it('names the wish and the reset', () => {
    expect(codexConsumeRequest(redeemingAccount, requestId, 'credit-1')).toMatchObject({
      method: 'POST',
      url: 'https://chatgpt.com/backend-api/wham/rate-limit-reset-credits/consume',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'quota-tray/{{version}}' },
      body: { redeem_request_id: requestId, credit_id: 'credit-1' },
    });
    expect(codexConsumeRequest(redeemingAccount, requestId, null).body).toEqual({ redeem_request_id: requestId });
  });

  it('asks in the same words again, so that one wish takes one reset', () => {
    expect(codexConsumeRequest(redeemingAccount, requestId, 'credit-1')).toEqual(
      codexConsumeRequest(redeemingAccount, requestId, 'credit-1'),
    );
  });

  it('X.3: is no endpoint that the schedule could ask', () => {
    const known = { ...redeemingAccount, organizationId: null };
    const methods = Object.values(codexProvider.endpoints).map(({ request }) => request(known).method);
    expect(new Set(methods)).toEqual(new Set(['GET']));
    expect(codexProvider.endpoints['reset-credits']?.isWanted?.(known, noFacts, 0)).toBe(false);
  });

  it.each([
    [{ code: 'reset', windows_reset: 2 }, 'reset'],
    [{ code: 'already_redeemed' }, 'already-redeemed'],
    [{ code: 'NOTHING_TO_RESET' }, 'nothing-to-reset'],
    [{ code: ' no_credit ' }, 'no-credit'],
    [{ code: 'brand_new' }, null],
    [{ code: 1 }, null],
    [{ windows_reset: 2 }, null],
    [{}, null],
    [[], null],
    [null, null],
  ])('a good status alone is no success: %j is %j', (body, answer) => {
    expect(readConsumeAnswer(body)).toBe(answer);
  });

  it('never throws, whatever JSON comes', () => {
    fc.assert(fc.property(fc.jsonValue(), (body) => readConsumeAnswer(body) === null));
  });
});
