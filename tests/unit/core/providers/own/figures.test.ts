import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../../core/providers/account.ts';
import { definitionSchema, type ServiceDefinition } from '../../../../../core/providers/own/definition.ts';
import { figuresOf } from '../../../../../core/providers/own/figures.ts';
import { ownProvider, requestOf } from '../../../../../core/providers/own/provider.ts';
import { expectHonest } from '../../../../support/honest-reading.ts';
import { ownDefinition } from '../../../../support/own-definition.ts';
import { usedById, valueOf } from '../../../../support/readings.ts';

const asOfMs = Date.parse('2026-11-22T00:05:00Z');
const resetMs = Date.parse('2026-11-22T03:00:00Z');

const base = { quotaTrayService: 1, name: 'Lab', path: '/v1/usage', headers: { Authorization: 'Bearer {secret}' } };

/** A definition with these figures, checked by its schema. */
function service(figures: object): ServiceDefinition {
  return v.parse(definitionSchema, { ...base, ...figures });
}

function observationOf(figures: object, body: unknown) {
  const { fields, emptyPlaces } = figuresOf(service(figures), body, asOfMs);
  return { ...fields, emptyPlaces, source: 'poll' as const, asOfMs, oddPaths: [] };
}

describe('the limit of a service of your own', () => {
  it.each([
    ['percent-used', { a: 37.5 }, 37.5],
    ['percent-used', { a: '120' }, 120],
    ['percent-used', { a: null }, 'unknown'],
    ['percent-left', { a: 37.5 }, 62.5],
    ['percent-left', { a: 0 }, 100],
    ['percent-left', { a: null }, 'unknown'],
    ['fraction-used', { a: 0.07 }, 7],
    ['fraction-used', { a: '1' }, 100],
    ['fraction-left', { a: 0.9 }, 10],
    ['fraction-left', { a: null }, 'unknown'],
  ])('reads %s of %j as %s percent used', (figure, body, used) => {
    expect(usedById(observationOf({ windows: [{ length: '5h', figure, at: '/a' }] }, body))).toEqual({ session: used });
  });

  it.each([
    ['percent-used', { a: -1 }],
    ['percent-used', { a: 'many' }],
    ['percent-used', {}],
    ['percent-left', { a: 101 }],
    ['percent-left', { a: true }],
    ['fraction-left', { a: 40 }],
    ['fraction-left', { a: -0.1 }],
    ['fraction-used', { a: {} }],
  ])('gives no figure for %s of %j, and names the place', (figure, body) => {
    const observation = observationOf({ windows: [{ length: '5h', figure, at: '/a' }] }, body);
    expect(observation.windows).toEqual({ complete: false, items: [] });
    expect(observation.emptyPlaces).toEqual([{ member: 'windows[0].at', pointer: '/a', isNeeded: true }]);
  });

  it.each([
    ['used-of-limit', '/limit', { a: 5, limit: 20 }, 25],
    ['used-of-limit', 20, { a: '5' }, 25],
    ['used-of-limit', '/limit', { a: 5, limit: 0 }, 'unknown'],
    ['used-of-limit', '/limit', { a: 5, limit: null }, 'unknown'],
    ['left-of-limit', '/limit', { a: 5, limit: 20 }, 75],
    ['left-of-limit', '/limit', { a: '0.1', limit: '0.3' }, (100 * 0.2) / 0.3],
    ['left-of-limit', 20, { a: 20 }, 0],
  ])('reads %s with the limit %j in %j as %s percent used', (figure, limit, body, used) => {
    const observation = observationOf({ windows: [{ length: '7d', figure, at: '/a', limit }] }, body);
    expect(usedById(observation)).toEqual({ weekly: used });
  });

  it('gives no figure where more is left than the whole limit', () => {
    const windows = [{ length: '7d', figure: 'left-of-limit', at: '/a', limit: '/limit' }];
    expect(observationOf({ windows }, { a: 21, limit: 20 }).windows).toEqual({ complete: false, items: [] });
  });

  it.each([[null], [-1], ['-1']])('is no limit where the answer says %j, and not 0 or 100 percent', (limit) => {
    const windows = [{ length: '7d', figure: 'used-of-limit', at: '/a', limit: '/limit', noLimit: [null, -1] }];
    expect(observationOf({ windows }, { a: 3, limit }).windows).toEqual({ complete: true, items: [] });
  });

  it.each([
    ['iso', '2026-11-22T03:00:00Z'],
    ['iso', '2026-11-22 05:00:00+02:00'],
    ['epoch-seconds', resetMs / 1000],
    ['epoch-seconds', String(resetMs / 1000)],
    ['epoch-milliseconds', resetMs],
    ['seconds-left', (resetMs - asOfMs) / 1000],
  ])('reads the reset as %s from %j', (as, r) => {
    const windows = [{ length: '5h', figure: 'percent-used', at: '/a', resets: { at: '/r', as } }];
    const [item] = observationOf({ windows }, { a: 1, r }).windows?.items ?? [];
    expect(valueOf(item?.resetsAtMs)).toBe(resetMs);
  });

  it.each([
    ['iso', resetMs / 1000],
    ['iso', 'soon'],
    ['epoch-seconds', '2026-11-22T03:00:00Z'],
    ['epoch-seconds', 0],
    ['epoch-milliseconds', null],
    ['seconds-left', -5],
  ])('has no reset where the time is not written as %s: %j', (as, r) => {
    const windows = [{ length: '5h', figure: 'percent-used', at: '/a', resets: { at: '/r', as } }];
    const { windows: read, emptyPlaces } = observationOf({ windows }, { a: 1, r });
    expect(read?.items[0]).not.toHaveProperty('resetsAtMs');
    expect(emptyPlaces).toEqual([{ member: 'windows[0].resets.at', pointer: '/r', isNeeded: false }]);
  });

  it('is picked from a list by a member of its entry, and is absent where the list has none', () => {
    const week = { list: '/limits', where: '/kind/id', is: 'week' };
    const windows = [{ length: '7d', in: week, figure: 'percent-used', at: '/percent' }];
    const limits = [
      { kind: { id: 'day' }, percent: 1 },
      { kind: { id: 'week' }, percent: 8 },
    ];
    expect(usedById(observationOf({ windows }, { limits }))).toEqual({ weekly: 8 });
    expect(observationOf({ windows }, { limits: [] }).windows).toEqual({ complete: true, items: [] });
    expect(observationOf({ windows }, { limits: 'none' }).windows).toEqual({ complete: false, items: [] });
  });

  it('with a name is a limit of a part, and leaves the account usable', () => {
    const windows = [
      { name: 'Images', figure: 'percent-used', at: '/a' },
      { name: 'Images', length: '1d', figure: 'percent-used', at: '/a' },
      { length: 'month', figure: 'percent-used', at: '/a' },
    ];
    const items = observationOf({ windows }, { a: 100 }).windows?.items ?? [];
    expect(items.map(({ id, shape }) => [id, shape.scope, shape.durationSeconds])).toEqual([
      ['Images', 'own', null],
      ['Images:1d', 'own', 86_400],
      ['monthly', 'account', null],
    ]);
  });
});

describe('the money of a service of your own', () => {
  it.each([
    [{ unit: 'whole', currency: 'USD' }, '12.345', 'USD', '12.34'],
    [{ unit: 'whole', currency: 'JPY' }, 700, 'JPY', '700'],
    [{ unit: 'minor', currency: 'EUR' }, 763, 'EUR', '7.63'],
    [{ unit: 'minor', currency: 'JPY' }, 763, 'JPY', '763'],
    [{ unit: 'micro', currency: 'USD' }, 12_340_000, 'USD', '12.34'],
    [{ unit: 'parts', partsPerUnit: 500_000, currency: 'USD' }, 1_250_000, 'USD', '2.50'],
    [{ unit: 'whole', currency: '/c' }, '3', 'CNY', '3.00'],
    [{ unit: 'whole', currency: 'USD' }, -2, 'USD', '-2.00'],
  ])('reads the balance %j of %j as %s %s', (unit, a, currency, balance) => {
    const { prepaid } = observationOf({ balance: { at: '/a', ...unit } }, { a, c: 'cny' });
    expect(valueOf(prepaid)).toEqual({ currency, balance, nextExpiresAtMs: null });
  });

  it.each([[{ a: 'many' }], [{ a: null }], [{}], [{ a: 3, c: 'euro' }], [[3]]])(
    'has no balance in %j, and never 0',
    (body) => {
      const { prepaid, emptyPlaces } = observationOf({ balance: { at: '/a', unit: 'whole', currency: '/c' } }, body);
      expect(prepaid).toBeUndefined();
      expect(emptyPlaces).toHaveLength(1);
    },
  );

  it.each([
    [
      { used: '/u', limit: '/l' },
      { u: 5, l: 20 },
      { used: '5.00', limit: '20.00', remaining: '15.00' },
    ],
    [
      { left: '/r', limit: '/l' },
      { r: 5, l: 20 },
      { used: '15.00', limit: '20.00', remaining: '5.00' },
    ],
    [{ used: '/u', limit: 20 }, { u: 5 }, { used: '5.00', limit: '20.00', remaining: '15.00' }],
    [{ used: '/u' }, { u: 5 }, { used: '5.00', limit: null, remaining: null, isCapUnknown: true }],
    [
      { used: '/u', limit: '/l' },
      { u: 5, l: null },
      { used: '5.00', limit: null, remaining: null, isCapUnknown: true },
    ],
    [
      { used: '/u', limit: '/l', noLimit: [null] },
      { u: 5, l: null },
      { used: '5.00', limit: null, remaining: null },
    ],
  ])('reads the spending %j of %j as %j', (places, body, expected) => {
    const { spend, spendLimits } = observationOf({ spend: { ...places, unit: 'whole', currency: 'USD' } }, body);
    const common = { unit: 'money', currency: 'USD', scope: 'key', resetsAtMs: null };
    expect(valueOf(spend)).toEqual({ ...common, ...expected });
    expect(valueOf(spendLimits)).toEqual([{ ...common, ...expected }]);
  });

  it('counts credits as credits and never as money', () => {
    const spend = { used: '/u', limit: '/l', unit: 'parts', partsPerUnit: 4, currency: 'credits' };
    expect(valueOf(observationOf({ spend }, { u: 10, l: 100 }).spend)).toEqual({
      ...{ unit: 'credits', currency: null, used: '2.5', limit: '25', remaining: '22.5', scope: 'key' },
      resetsAtMs: null,
    });
  });

  it('leaves out what a file allows the answer to leave out, without a complaint that counts', () => {
    const figures = {
      balance: { at: '/a', unit: 'whole', currency: '/c', optional: true },
      spend: { used: '/s', unit: 'whole', currency: 'USD', optional: true },
      sessions: { at: '/n', optional: true },
      windows: [{ length: '5h', figure: 'percent-used', at: '/p', optional: true }],
    };
    const { emptyPlaces, windows, prepaid, spend, concurrency } = observationOf(figures, {});
    expect({ windows, prepaid, spend, concurrency }).toEqual({ windows: { complete: true, items: [] } });
    expect(emptyPlaces.filter(({ isNeeded }) => isNeeded)).toEqual([]);
  });
});

describe('the standing of a service of your own', () => {
  const figures = { sessions: { at: '/n' }, blocked: { at: '/state', is: ['suspended', false] } };

  it.each([
    [
      { n: 1, state: 'suspended' },
      { code: 'unknown', endsAtMs: null },
    ],
    [
      { n: 1, state: false },
      { code: 'unknown', endsAtMs: null },
    ],
    [{ n: 1, state: 'active' }, null],
    [{ n: 1 }, undefined],
  ])('of %j blocks with %j', (body, blocked) => {
    expect(valueOf(observationOf(figures, body).blocked)).toEqual(blocked);
  });

  it.each([
    [{ n: 0 }, 0],
    [{ n: '3' }, 3],
    [{ n: -1 }, undefined],
    [{ n: 1.5 }, undefined],
    [{}, undefined],
  ])('of %j counts %s sessions', (body, current) => {
    const { concurrency } = observationOf(figures, body);
    expect(concurrency?.is === 'value' ? concurrency.value.current : undefined).toBe(current);
  });
});

describe('the request of a service of your own', () => {
  const account: Account = {
    ...{ id: 'own:1', provider: 'own', label: 'Lab', email: null, plan: null, vendorAccountId: null },
    ...{ organizationId: 'a/b?c', baseUrl: 'https://lab.example', definition: ownDefinition },
  };

  it('goes to the address of the account, with the key in one header, and refuses redirects', () => {
    expect(requestOf(account)).toMatchObject({
      method: 'GET',
      url: 'https://lab.example/v1/usage?team=a%2Fb%3Fc',
      headers: { 'X-Api-Key': '{{secret:accessToken}}', 'X-Team': 'a/b?c', 'User-Agent': 'quota-tray/{{version}}' },
      refusesRedirects: true,
    });
  });

  it.each([
    ['https://lab.example', '/v1/usage/', 'https://lab.example/v1/usage/'],
    ['https://lab.example/v1/', '/v1/usage?a=//b', 'https://lab.example/v1/usage?a=//b'],
    ['http://localhost:4000', '/key/info', 'http://localhost:4000/key/info'],
    ['https://lab.example', '/', 'https://lab.example/'],
  ])('to %s with the path %s has the address %s', (baseUrl, path, url) => {
    expect(requestOf({ ...account, baseUrl, definition: { ...ownDefinition, path } }).url).toBe(url);
  });

  it('sends nothing for an account whose file is lost, and shows nothing', () => {
    const { definition: _lost, ...without } = account;
    expect(ownProvider.endpoints['usage']?.isWanted?.(without, {} as never, asOfMs)).toBe(false);
    expect(ownProvider.endpoints['usage']?.parse({ a: 1 }, asOfMs, { account: without, status: 200 }).ok).toBe(false);
  });
});

it('whatever the answer is, the figures are honest and nothing throws', () => {
  const account = { definition: ownDefinition } as Account;
  fc.assert(
    fc.property(fc.jsonValue(), (body) =>
      expectHonest(ownProvider.endpoints['usage']!.parse(body, asOfMs, { account, status: 200 })),
    ),
  );
});
