import { describe, expect, it } from 'vitest';
import { firstRequest, furtherRequest } from '../../../../core/providers/gateways/gateway.ts';
import { isWalletWanted, parseUsage } from '../../../../core/providers/openai-compatible.ts';
import type { ParseResult, RequestSpec } from '../../../../core/providers/provider.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { statedValue } from '../../../../core/usage/fact.ts';
import { merge } from '../../../../core/usage/merge.ts';
import { accountOf, fixtureTimeMs } from '../../../support/provider-fixtures.ts';
import { fixtureBody, observed, usedById, valueOf } from '../../../support/readings.ts';

interface Page {
  readonly status: number;
  readonly body: unknown;
}

type Pages = Readonly<Record<string, Page>>;

const forms = fixtureBody('gateways/forms') as Readonly<Record<string, Pages>>;
const origin = 'https://relay.example';
const missing = { error: { message: 'Not found' } };

/** One poll at a service with these pages, as the engine makes it: what was asked, and what came of it. */
function poll(
  pages: Pages,
  baseUrl: string,
): { readonly asked: readonly string[]; readonly result: ParseResult | Page } {
  const account = accountOf('openai-compatible', baseUrl);
  const asked: RequestSpec[] = [];
  const answers: unknown[] = [];
  let next: RequestSpec | null = firstRequest(account);
  let status = 200;
  while (next !== null && asked.length < 9) {
    asked.push(next);
    const page = pages[next.url.slice(origin.length)] ?? { status: 404, body: missing };
    const isAnswer = page.status === 200 || next.answerStatuses?.includes(page.status) === true;
    if (!isAnswer) return { asked: pathsOf(asked), result: page };
    status = page.status;
    answers.push(page.body);
    next = furtherRequest(account, answers);
  }
  const earlier = answers.slice(0, -1);
  return { asked: pathsOf(asked), result: parseUsage(answers.at(-1), fixtureTimeMs, { status, earlier }) };
}

function pathsOf(asked: readonly RequestSpec[]): readonly string[] {
  return asked.map(({ url }) => url.slice(origin.length));
}

function read(pages: Pages, baseUrl = `${origin}/v1`) {
  const { asked, result } = poll(pages, baseUrl);
  if (!('ok' in result)) throw new Error(`Refused with ${result.status}`);
  return { asked, observation: observed(result) };
}

const subscription = '/v1/dashboard/billing/subscription';
const usage = '/v1/dashboard/billing/usage';
const status = '/api/status';

describe.each([[`${origin}/v1`], [origin], [`${origin}/`]])('a relay at %s', (baseUrl) => {
  it('is found to be new-api, and states the limit and the use of the key', () => {
    const { asked, observation } = read(forms['new-api'] ?? {}, baseUrl);
    expect(asked).toEqual(['/v1/usage', subscription, usage, status]);
    expect(valueOf(observation.plan)).toBe('new-api');
    expect(valueOf(observation.spend)).toMatchObject({
      scope: 'key',
      currency: 'USD',
      used: '12.34',
      limit: '40.00',
      remaining: '27.66',
    });
  });

  it('is found to be sub2api by its usage page', () => {
    const { asked, observation } = read(forms['sub2api'] ?? {}, baseUrl);
    expect(asked).toEqual(['/v1/usage']);
    expect(valueOf(observation.plan)).toBe('sub2api');
    expect(usedById(observation)).toEqual({ session: 90, weekly: 25 });
    expect(valueOf(observation.spend)).toMatchObject({ used: '12.50', limit: '50.00' });
  });

  it('is found to be LiteLLM, and lists the budgets of key, user and team, the tightest one first', () => {
    const { asked, observation } = read(forms['litellm'] ?? {}, baseUrl);
    expect(asked).toEqual(['/v1/usage', '/key/info', '/user/info?user_id=user%201']);
    expect(valueOf(observation.plan)).toBe('LiteLLM');
    const limits = valueOf(observation.spendLimits);
    expect(limits).toMatchObject([
      { scope: 'group_shared', used: '98.50', limit: '100.00', remaining: '1.50' },
      { scope: 'individual', used: '4.75', limit: '25.00', remaining: '20.25' },
      { scope: 'key', used: '1.00', limit: null },
    ]);
    expect(valueOf(observation.spend)).toEqual(limits === 'unknown' ? null : limits?.[0]);
  });
});

describe('a relay', () => {
  it('of LiteLLM keeps the figures of a key that may not see its team', () => {
    const { asked, observation } = read(forms['litellm-team'] ?? {});
    expect(asked).toEqual(['/v1/usage', '/key/info', '/team/info?team_id=team-1']);
    expect(valueOf(observation.spendLimits)).toMatchObject([{ scope: 'key', used: '2.00', limit: '5.00' }]);
  });

  it('of LiteLLM that blocks the key says so', () => {
    const pages = { '/v1/usage': { status: 404, body: { detail: 'Not Found' } } };
    const info = { spend: 1, max_budget: 5, blocked: true };
    const { observation } = read({ ...pages, '/key/info': { status: 200, body: { info } } });
    expect(observation.blocked).toEqual(statedValue({ code: 'unknown', endsAtMs: null }));
  });

  it('of sub2api names the plan of a subscription, and no plan for a wallet', () => {
    const plan = read(forms['sub2api-subscription'] ?? {}).observation;
    expect([valueOf(plan.plan), usedById(plan)]).toEqual(['sub2api · Team', { '1d': 25, monthly: 15 }]);
    const wallet = read(forms['sub2api-wallet'] ?? {}).observation;
    expect([valueOf(wallet.plan), valueOf(wallet.prepaid)]).toMatchObject(['sub2api', { balance: '3.22' }]);
  });

  it.each([
    [{ quota_display_type: 'CNY' }, { unit: 'money', currency: 'CNY', used: '12.34', limit: '40.00' }],
    [{ quota_display_type: 'USD' }, { unit: 'money', currency: 'USD', used: '12.34', limit: '40.00' }],
    [{ quota_display_type: 'TOKENS' }, { unit: 'credits', currency: null, used: '12.345', limit: '40' }],
    [{ display_in_currency: false }, { unit: 'credits', currency: null, used: '12.345', limit: '40' }],
    [null, { unit: 'money', currency: 'USD', used: '12.34', limit: '40.00' }],
  ])('of new-api with the site status %j counts in the unit of the site', (site, spend) => {
    const data = site === null ? null : { quota_per_unit: 500_000, ...site };
    const page = data === null ? { status: 404, body: missing } : { status: 200, body: { success: true, data } };
    const { observation } = read({ ...forms['new-api'], [status]: page });
    expect(valueOf(observation.spend)).toMatchObject(spend);
  });

  it('of new-api states no limit for a key without one', () => {
    const body = { hard_limit_usd: 100_000_000 };
    const { observation } = read({ ...forms['new-api'], [subscription]: { status: 200, body } });
    expect(valueOf(observation.spend)).toMatchObject({
      used: '12.34',
      limit: null,
      remaining: null,
      isCapUnknown: true,
    });
  });

  it('of new-api counts a console token in the units of the site', () => {
    const { asked, observation } = read(forms['new-api-console'] ?? {}, `${origin}/api/user/self`);
    expect(asked).toEqual(['/api/user/self', status]);
    expect(valueOf(observation.plan)).toBe('new-api · vip');
    expect(valueOf(observation.prepaid)).toMatchObject({ currency: 'USD', balance: '5.00' });
    expect(valueOf(observation.spend)).toMatchObject({ used: '1.00' });
  });

  it('is asked for its public status without the key', () => {
    const account = accountOf('openai-compatible', `${origin}/api/user/self`);
    const body = forms['new-api-console']?.['/api/user/self']?.body;
    expect(furtherRequest(account, [body])?.headers).not.toHaveProperty('Authorization');
  });

  it('is asked for no wallet once it is known', () => {
    const { observation } = read(forms['sub2api-wallet'] ?? {});
    const facts = merge(noFacts, observation);
    expect(isWalletWanted(accountOf('openai-compatible', `${origin}/v1`), facts, fixtureTimeMs)).toBe(false);
  });
});

describe('a service that is no known relay', () => {
  const plain = { status: 200, body: { usage: { concurrent_sessions: 2 } } };

  it('is still asked for the usage page at its root', () => {
    const { asked, observation } = read({ '/v1/usage': { status: 404, body: null }, '/usage': plain }, origin);
    expect(asked).toEqual(['/v1/usage', '/usage']);
    expect(valueOf(observation.concurrency)).toMatchObject({ current: 2 });
  });

  it('is asked for nothing else where it has a usage page', () => {
    expect(read({ '/api/usage': plain }, `${origin}/api`).asked).toEqual(['/api/usage']);
  });

  it('fails with the status of a page that does not exist, after the pages of the relays', () => {
    const { asked, result } = poll({}, `${origin}/v1`);
    expect(asked).toEqual(['/v1/usage', subscription, '/key/info']);
    expect(result).toMatchObject({ ok: false, failure: { kind: 'unexpected-status', status: 404 } });
  });

  it.each([
    [{ error: { message: 'Invalid API key' } }, 'unauthorised'],
    [{ object: 'list', data: [] }, undefined],
  ])('is not searched for other pages after %j', (body, kind) => {
    const { asked, result } = poll({ '/v1/usage': { status: 200, body } }, `${origin}/v1`);
    expect(asked).toEqual(['/v1/usage']);
    expect('ok' in result && !result.ok ? result.failure?.kind : null).toBe(kind);
  });

  it('ends with the refusal of a key by a page of a relay', () => {
    const pages = { ...forms['new-api'], [subscription]: { status: 401, body: {} } };
    expect(poll(pages, `${origin}/v1`).result).toMatchObject({ status: 401 });
  });
});
