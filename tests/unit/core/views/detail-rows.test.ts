import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../core/providers/account.ts';
import type { ProviderId } from '../../../../core/providers/provider-id.ts';
import { type Facts, noFacts } from '../../../../core/usage/facts.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { detailRows } from '../../../../core/views/detail-rows.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { terminalView } from '../../../../core/views/terminal.ts';
import { trayView } from '../../../../core/views/tray.ts';
import { timesSaid } from '../../../support/menu-texts.ts';
import { known } from '../../../support/account-states.ts';
import { chinese, english, nowMs } from '../../../support/example-states.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';

const minuteMs = 60_000;
const metered = {
  remaining: 4,
  tier: 'core',
  capped: 'lifetime',
  geminiRemaining: null,
  lastCharge: 1,
  resetsAtMs: null,
};
const sessions = { current: 3, limit: 4, hardCap: 4 };
const balance = { currency: 'USD', balance: '5.00', nextExpiresAtMs: null };

function snapshotOf(provider: ProviderId, facts: Partial<Facts>) {
  const account: Account = accountOf(provider, 'https://service.example');
  const usage = { link: { kind: 'idle' as const }, fetchedAtMs: nowMs, nextDueAtMs: nowMs + 300_000, sequence: 1 };
  const state = { account, facts: { ...noFacts, ...facts }, endpoints: { usage }, oddPaths: [] };
  return buildSnapshot([state], defaultSettings, english, nowMs);
}

function accountWith(provider: ProviderId, facts: Partial<Facts>): AccountSnapshot {
  const [account] = snapshotOf(provider, facts).accounts;
  if (account === undefined) throw new Error('One account was given');
  return account;
}

const rowsOf = (account: AccountSnapshot, locale = english) =>
  detailRows(account, defaultSettings, locale, nowMs).map(({ id, name, text, attention, stale }) => ({
    id,
    tone: attention ? 'attention' : stale ? 'stale' : 'normal',
    text: `${name}: ${text}`,
  }));

describe('sessions, metered credits and service in words', () => {
  it.each([
    [sessions, 'Sessions: 3 of 4 running, all devices', 'normal'],
    [{ current: 4, limit: 4, hardCap: 4 }, 'Sessions: 4 of 4 running, all devices · full', 'attention'],
    [{ current: 4, limit: 4, hardCap: 6 }, 'Sessions: 4 of 4 running, all devices · up to 6 in bursts', 'normal'],
    [
      { current: 11, limit: 4, hardCap: 6 },
      'Sessions: 11 of 4 running, all devices · up to 6 in bursts · full',
      'attention',
    ],
    [{ current: null, limit: 4, hardCap: null }, 'Sessions: – of 4 running, all devices', 'normal'],
    [{ current: 2, limit: null, hardCap: null }, 'Sessions: 2 running, all devices', 'normal'],
  ])('%j is "%s"', (concurrency, text, tone) => {
    const account = accountWith('openai-compatible', { concurrency: known(concurrency, nowMs) });
    expect(account.concurrency).toEqual({ ...concurrency, stale: false });
    expect(rowsOf(account)).toEqual([{ id: 'concurrency', tone, text }]);
  });

  it.each([
    [metered, 'Credits left: 4 of the lifetime allowance · tier Core · last call cost 1', 'normal'],
    [
      { ...metered, remaining: 0 },
      'Credits left: 0 of the lifetime allowance · tier Core · last call cost 1',
      'attention',
    ],
    [
      { ...metered, remaining: null, tier: 'max', capped: 'none', lastCharge: null },
      'Credits left: Unlimited · tier Max',
      'normal',
    ],
    [{ ...metered, tier: 'studio', capped: null, lastCharge: null }, 'Credits left: 4 · tier studio', 'normal'],
    [
      {
        ...metered,
        tier: 'pro',
        capped: 'monthly',
        geminiRemaining: 2,
        lastCharge: 0,
        resetsAtMs: nowMs + 30 * minuteMs,
      },
      'Credits left: 4 of the monthly allowance · 2 of these for Gemini · tier Pro · last call cost 0 · resets 13:30',
      'normal',
    ],
  ])('%j is "%s"', (ledger, text, tone) => {
    expect(rowsOf(accountWith('relay', { ledger: known(ledger, nowMs) }))).toEqual([{ id: 'ledger', tone, text }]);
  });

  it('the public part of a ledger keeps its names, and an allowance that is not told is "unknown"', () => {
    const { ledger } = accountWith('relay', { ledger: known({ ...metered, capped: null }, nowMs) });
    expect(ledger).toEqual({
      remaining: 4,
      capped: 'unknown',
      geminiRemaining: null,
      tier: 'core',
      lastCharge: 1,
      resetsAt: null,
      stale: false,
    });
  });

  const calm = { mode: 'normal', boxedUntilMs: null, reason: null };
  it.each([
    [calm, []],
    [{ ...calm, mode: 'interactive' }, []],
    [{ ...calm, boxedUntilMs: nowMs + 80 * minuteMs }, ['Service: Queued until 14:20']],
    [{ ...calm, boxedUntilMs: nowMs - 1, isLow: true as const }, []],
    [{ ...calm, isLow: true as const, mode: 'degraded' }, ['Service: Queued · slowed down']],
    [{ ...calm, mode: 'batch' }, ['Service: runs when there is capacity']],
    [{ ...calm, mode: 'tidal' }, ['Service: mode tidal']],
  ])('the service %j is %j', (service, texts) => {
    const account = accountWith('openai-compatible', { service: known(service, nowMs) });
    expect(rowsOf(account).map(({ text }) => text)).toEqual(texts);
  });

  it('a word about the service is old by its own age, but a wait until a time to come holds', () => {
    const threeHoursAgoMs = nowMs - 180 * minuteMs;
    const rowOf = (service: object) =>
      rowsOf(accountWith('openai-compatible', { service: known({ ...calm, ...service }, threeHoursAgoMs) }))[0];
    expect(rowOf({ mode: 'batch' })).toMatchObject({
      text: 'Service: runs when there is capacity · 3 hours old',
    });
    expect(rowOf({ boxedUntilMs: nowMs + 80 * minuteMs })).toMatchObject({
      text: 'Service: Queued until 14:20',
    });
  });

  it('a row stands in the tray, in the terminal and in Chinese', () => {
    const snapshot = snapshotOf('relay', { ledger: known(metered, nowMs) });
    const text = 'Credits left: 4 of the lifetime allowance · tier Core · last call cost 1';
    expect(timesSaid(trayView(snapshot, defaultSettings, english, nowMs).rows, text)).toBe(1);
    expect(terminalView(snapshot, defaultSettings, english, nowMs)).toContain(text.slice('Credits left: '.length));
    const [account] = snapshot.accounts;
    if (account === undefined) throw new Error('One account was given');
    expect(rowsOf(account, chinese)[0]?.text).toBe('剩余积分: 终身额度剩余 4 · Core 档位 · 上次调用消耗 1');
  });

  it('what the service no longer knows is no part and no row', () => {
    const withdrawn = known(sessions, nowMs - 1000, nowMs);
    expect(accountWith('openai-compatible', { concurrency: withdrawn })).toMatchObject({ concurrency: null });
  });
});

it('money in several currencies stands side by side and is summed apart', () => {
  const prepaid = known({ ...balance, further: [{ currency: 'CNY', balance: '31.70' }] }, nowMs);
  const snapshot = snapshotOf('deepseek', { prepaid });
  expect(snapshot.pool.money.map(({ currency, total }) => [currency, total])).toEqual([
    ['CNY', '31.70'],
    ['USD', '5.00'],
  ]);
  expect(terminalView(snapshot, defaultSettings, english, nowMs)).toMatch(/Prepaid +(US)?\$5\.00 · CN¥31\.70/);
});

describe('whether an account with a key can work now', () => {
  const window = (name: string | null, usedPercent: number) => ({
    id: name ?? 'session',
    shape: known(
      { name, scope: name === null ? ('account' as const) : ('own' as const), durationSeconds: null },
      nowMs,
    ),
    usedPercent: known(usedPercent, nowMs),
    reached: known(usedPercent >= 100, nowMs),
    resetsAtMs: known(nowMs + 60 * minuteMs, nowMs),
  });
  const limit = { unit: 'money' as const, currency: 'USD', scope: 'key', remaining: null, resetsAtMs: null };

  it.each<readonly [string, ProviderId, Partial<Facts>, string]>([
    ['sessions below the cap', 'openai-compatible', { concurrency: known(sessions, nowMs) }, 'active'],
    [
      'as many sessions as the cap',
      'openai-compatible',
      { concurrency: known({ ...sessions, current: 4 }, nowMs) },
      'exhausted',
    ],
    [
      'more sessions than the cap',
      'openai-compatible',
      { concurrency: known({ ...sessions, current: 9 }, nowMs) },
      'exhausted',
    ],
    [
      'at the soft limit, below the cap',
      'openai-compatible',
      { concurrency: known({ ...sessions, current: 4, hardCap: 8 }, nowMs) },
      'active',
    ],
    [
      'no count of sessions',
      'openai-compatible',
      { concurrency: known({ ...sessions, current: null }, nowMs) },
      'unknown',
    ],
    ['credits left', 'relay', { ledger: known(metered, nowMs) }, 'active'],
    ['no credits left', 'relay', { ledger: known({ ...metered, remaining: 0 }, nowMs) }, 'exhausted'],
    ['credits without limit', 'relay', { ledger: known({ ...metered, remaining: null }, nowMs) }, 'active'],
    ['money', 'deepseek', { prepaid: known(balance, nowMs) }, 'active'],
    ['no money', 'deepseek', { prepaid: known({ ...balance, balance: '0.00' }, nowMs) }, 'exhausted'],
    ['a debt', 'moonshot', { prepaid: known({ ...balance, balance: '-1.00' }, nowMs) }, 'exhausted'],
    [
      'money that pays nothing',
      'openai-compatible',
      { prepaid: known({ ...balance, spent: true }, nowMs) },
      'exhausted',
    ],
    ['a balance that is withdrawn', 'deepseek', { prepaid: known(balance, nowMs - 1000, nowMs) }, 'unknown'],
    [
      'no money, but sessions',
      'openai-compatible',
      { prepaid: known({ ...balance, balance: '0.00' }, nowMs), concurrency: known(sessions, nowMs) },
      'exhausted',
    ],
    [
      'money, but the key is spent',
      'openrouter',
      { prepaid: known(balance, nowMs), spend: known({ ...limit, used: '9.00', limit: '9.00' }, nowMs) },
      'exhausted',
    ],
    [
      'prepaid money of a plan, all used',
      'claude',
      { prepaid: known({ ...balance, balance: '0.00' }, nowMs) },
      'unknown',
    ],
    [
      'one feature used up, one left',
      'copilot',
      { windows: [window('Chat', 100), window('Completions', 3)] },
      'active',
    ],
    ['every feature used up', 'copilot', { windows: [window('Chat', 100), window('Completions', 120)] }, 'exhausted'],
    ['a limit of the account used up', 'zai', { windows: [window(null, 100), window('Tools', 3)] }, 'exhausted'],
    ['nothing known', 'kimi', {}, 'unknown'],
  ])('%s: %s', (_, provider, facts, use) => {
    expect(accountWith(provider, facts).use).toBe(use);
  });
});
