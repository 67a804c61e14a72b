import { describe, expect, it } from 'vitest';
import { deepgramProvider } from '../../../../core/providers/deepgram.ts';
import { parsePayment } from '../../../../core/providers/deepinfra.ts';
import { parseBalance as parseXai, xaiProvider } from '../../../../core/providers/xai.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';
import { observed, valueOf } from '../../../support/readings.ts';

const asOfMs = Date.parse('2026-11-22T08:00:00Z');

describe('xAI', () => {
  it.each([
    ['-1234', '12.34'],
    [-5, '0.05'],
    ['0', '0.00'],
    ['250', '-2.50'],
  ])('states the ledger %j as a balance of %s dollars', (val, balance) => {
    const prepaid = valueOf(observed(parseXai({ total: { val } }, asOfMs)).prepaid);
    expect(prepaid).toEqual({ currency: 'USD', balance, nextExpiresAtMs: null });
  });

  it.each([[{}], [{ total: { val: '' } }], [{ total: { val: null } }], [{ total: '-5' }]])('fails for %j', (body) => {
    expect(parseXai(body, asOfMs).ok).toBe(false);
  });

  it('is asked only with the id of a team that a path can carry', () => {
    const usage = xaiProvider.endpoints['usage'];
    const asked = (organizationId: string | null) =>
      usage?.isWanted?.({ ...accountOf('xai', 'https://api.test'), organizationId }, {} as never, asOfMs);
    expect([asked('7b1e-acme'), asked('../other'), asked(''), asked(null)]).toEqual([true, false, false, false]);
  });
});

describe('DeepInfra', () => {
  const month = { months: [{ period: '2026.11', total_cost: 394 }] };
  const read = (checklist: unknown, body: unknown = month) => observed(parsePayment(body, asOfMs, checklist));

  it.each([
    [{ stripe_balance: -99.75, recent: 3.94 }, '95.81'],
    [{ stripe_balance: 2.75, recent: 7 }, '-9.75'],
    [{ stripe_balance: 0, recent: 0 }, '0.00'],
  ])('computes the money that is left of %j as %s dollars', (checklist, balance) => {
    expect(valueOf(read(checklist).prepaid)).toEqual({ currency: 'USD', balance, nextExpiresAtMs: null });
  });

  it('states no balance where a part of it is missing', () => {
    expect(read({ stripe_balance: -5 }).prepaid).toBeUndefined();
  });

  it('lists the limit of the user before the costs of this month, which are in cents', () => {
    const observation = read({ stripe_balance: -5, recent: 3.94, limit: 20 });
    expect(valueOf(observation.spendLimits)).toMatchObject([
      { used: '3.94', limit: '20.00', remaining: '16.06', scope: 'billing-cycle' },
      { used: '3.94', limit: null, isCapUnknown: true, scope: 'month' },
    ]);
  });

  it.each([[null], [-1], [0], [undefined]])('a limit of %s is none', (limit) => {
    expect(valueOf(read({ stripe_balance: -5, recent: 3.94, limit }).spendLimits)).toMatchObject([{ scope: 'month' }]);
  });

  it('a suspended account is blocked, whatever its balance is', () => {
    const observation = read({ stripe_balance: -5, recent: 1, suspended: true });
    expect(valueOf(observation.blocked)).toEqual({ code: 'unknown', endsAtMs: null });
    expect(valueOf(observation.prepaid)).toMatchObject({ balance: '4.00', spent: true });
    expect(valueOf(read({ stripe_balance: -5, recent: 1, suspended: false }).blocked)).toBeNull();
  });

  it('states no costs where the answer has several months', () => {
    const several = { months: [{ total_cost: 1 }, { total_cost: 2 }] };
    expect(read({ stripe_balance: -5, recent: 1 }, several).spend).toBeUndefined();
  });
});

describe('Deepgram', () => {
  const usage = deepgramProvider.endpoints['usage'];
  const account = { ...accountOf('deepgram', 'https://api.deepgram.com'), organizationId: null };
  const projects = {
    projects: [
      { project_id: 'p-1', name: 'Voice' },
      { project_id: 'p-2', name: 'Calls' },
    ],
  };
  const read = (balances: readonly unknown[]) =>
    usage?.parse({ balances }, asOfMs, { account, status: 200, earlier: [projects] });

  it('adds up the dollars of the project and ignores hours', () => {
    const result = read([
      { amount: 120.5, units: 'usd' },
      { amount: '14.258', units: 'USD' },
      { amount: 9, units: 'hour' },
    ]);
    if (result === undefined) throw new Error('Deepgram has no usage');
    expect(valueOf(observed(result).prepaid)).toEqual({ currency: 'USD', balance: '134.76', nextExpiresAtMs: null });
    expect(valueOf(observed(result).workspace)).toBe('Voice');
  });

  it.each([
    ['a balance without an amount', [{ amount: 5, units: 'usd' }, { units: 'usd' }]],
    ['a balance without a unit', [{ amount: 5 }]],
    ['hours only', [{ amount: 5, units: 'hour' }]],
    ['no balance', []],
  ])('shows nothing for %s', (_case, balances) => {
    expect(read(balances)?.ok).toBe(false);
  });

  it.each([
    [null, 'p-1'],
    ['p-2', 'p-2'],
    ['p-3', undefined],
  ])('asks for the balances of the project that the user named (%s), else of the first', (organizationId, id) => {
    const next = usage?.furtherRequest?.({ ...account, organizationId }, [projects], asOfMs);
    expect(next?.url.match(/projects\/([^/]+)\/balances$/)?.[1]).toBe(id);
  });

  it('sends the key in its own scheme', () => {
    expect(usage?.request(account, asOfMs).headers['Authorization']).toBe('Token {{secret:accessToken}}');
  });
});
