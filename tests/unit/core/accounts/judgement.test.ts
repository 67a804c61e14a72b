import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { judgeAccountAlerts } from '../../../../core/alerts/judge.ts';
import { notificationText } from '../../../../core/alerts/notification-text.ts';
import { factsOf } from '../../../../core/alerts/store.ts';
import { judgeGuard } from '../../../../core/guard/guard.ts';
import { metricSamples } from '../../../../core/metrics/samples.ts';
import { noCounts } from '../../../../core/metrics/tally.ts';
import type { EndpointState } from '../../../../core/polling/endpoint.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { blockedText } from '../../../../core/views/account.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { panelFace } from '../../../../core/views/panel-face.ts';
import { terminalView } from '../../../../core/views/terminal.ts';
import { trayView } from '../../../../core/views/tray.ts';
import { accountMenu, menuTexts, timesSaid } from '../../../support/menu-texts.ts';
import { pageOf } from '../../../support/money-states.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';
import {
  codex,
  credits,
  threeDays,
  signedOut,
  oldWindows,
  windows,
  openAndBlockedRows,
  reasonRows,
} from '../../../support/judged-accounts.ts';

describe('one judgement, the same in every view', () => {
  it.each([...openAndBlockedRows, ...reasonRows])(
    '$name',
    ({ state, use, code, guard, words, sentence, incident = null }) => {
      const snapshot = buildSnapshot([state], defaultSettings, english, nowMs, undefined, () => incident);
      const [account] = snapshot.accounts;
      if (account === undefined) throw new Error('One account was given');
      expect({ use: account.use, code: account.blockedReason?.code ?? null }).toEqual({ use, code });
      expect(snapshot.pool.accounts).toEqual({ total: 1, active: 0, exhausted: 0, unknown: 0, [use]: 1 });

      const answer = judgeGuard(snapshot, { minLeftPercent: null, any: false }, english, nowMs);
      expect([answer.verdict, answer.reason]).toEqual([guard, account.blockedReason]);

      const nothingStale = !account.windows.some(({ stale }) => stale);
      const series = metricSamples({
        ...{
          snapshot,
          states: [state],
          counts: noCounts,
          installs: null,
          tokens: null,
          version: '1',
          nameOf: (id) => id,
          nowMs,
        },
      });
      expect(
        series.filter(({ name }) => name === 'quota_tray_account_blocked').map(({ labels }) => labels['code']),
      ).toEqual(code === null || use === 'active' ? [] : [code]);
      const told = series.map(({ name, labels }) => `${name} ${labels['window'] ?? ''}`.trim());
      const windowSeries = told.filter((name) => name.startsWith('quota_tray_window_used_percent'));
      if (use === 'unknown') expect(windowSeries).toEqual([]);
      if (nothingStale) expect(windowSeries).toHaveLength(account.windows.length);
      if (account.credits === null || account.credits.stale) expect(told).not.toContain('quota_tray_credits_balance');

      const alerts = judgeAccountAlerts(account, { memory: null, settings: defaultSettings, incident: false, nowMs });
      const tells = alerts.alerts.some(({ kind }) => kind === 'exhausted');
      const isToldByModels = account.blockedReason?.figure === 'features';
      expect(tells).toBe(use === 'exhausted' && !isToldByModels && (code !== 'weekly-used-up' || nothingStale));

      const { rows } = trayView(snapshot, defaultSettings, english, nowMs);
      const menu = menuTexts(rows);
      const terminal = terminalView(snapshot, defaultSettings, english, nowMs);
      const { messages } = pageOf(account);
      const views = [
        menu.join('\n'),
        terminal,
        ...(account.state === 'fresh' ? [blockedText(account, english) ?? ''] : []),
      ];
      for (const view of views) {
        if (words === null) expect(view).not.toMatch(/Blocked|limit reached|No workspace/);
        else expect(view.replaceAll(/\s/g, '')).toContain(words.replaceAll(/\s/g, ''));
      }
      const reason = account.blockedReason?.text ?? null;
      if (sentence !== undefined) expect(reason).toBe(sentence);
      if (reason !== null) {
        expect(timesSaid(rows, reason)).toBe(1);
        expect(terminal).toContain(`\n  ${reason}`);
        expect(messages.filter((text) => text.includes(reason))).toHaveLength(1);
      }
      const bodies = alerts.alerts
        .map((alert) =>
          notificationText({ ...factsOf(alert), accountId: account.id }, 'work', defaultSettings, english, nowMs),
        )
        .map(({ body }) => body);
      if (tells) expect(bodies).toContain(reason);
      if (code === 'unknown') expect(`${menu.join('\n')}${terminal}${messages.join('\n')}`).not.toMatch(/used up/);
    },
  );

  it('a block that several windows could be the reason of names none, and shows what is known', () => {
    const state = codex({ limit_reached: true });
    const snapshot = buildSnapshot([state], defaultSettings, english, nowMs);
    expect(
      snapshot.accounts[0]?.windows.map(({ state: each, usedPercent, blockedBy }) => [each, usedPercent, blockedBy]),
    ).toEqual([
      ['blocked', 12, null],
      ['blocked', 40, null],
    ]);
    expect(snapshot.accounts[0]?.message).toBe(
      'The service refuses this account now and does not say why. Use another account.',
    );
  });

  it('a refusal that a used-up window explains blocks no other one', () => {
    const state = codex({
      allowed: false,
      limit_reached: true,
      primary_window: { ...windows.primary_window, used_percent: 100 },
    });
    const [account] = buildSnapshot([state], defaultSettings, english, nowMs).accounts;
    expect(account?.windows.map((window) => window.state)).toEqual(['exhausted', 'open']);
    expect(account?.blockedReason).toMatchObject({ code: 'window-used-up', until: account?.windows[0]?.resetsAt });
  });

  it('a row that is older than its account says its age, in every view', () => {
    const snapshot = buildSnapshot([oldWindows], defaultSettings, english, nowMs);
    const [account] = snapshot.accounts;
    if (account === undefined) throw new Error('One account was given');
    expect(account.state).toBe('fresh');
    const menu = accountMenu(trayView(snapshot, defaultSettings, english, nowMs).rows, account.id);
    expect(menuTexts(menu).filter((text) => text.includes('read 3 hours ago'))).toHaveLength(2);
    expect(terminalView(snapshot, defaultSettings, english, nowMs).match(/3 hours old/g)).toHaveLength(2);
    expect(pageOf(account).limits.map(({ bar, age }) => [bar.isStale, age])).toEqual([
      [true, '3 hours old'],
      [true, '3 hours old'],
    ]);
  });

  it('a sum holds balances of now only and says how many it misses', () => {
    const withCredits = (name: string, balance: string, agoMinutes: number, link?: EndpointState['link']) =>
      stateAfter(codexBody({ session: { used: 1 }, credits: credits(balance) }), {
        ...{ name, agoMinutes },
        ...(link === undefined ? {} : { link }),
      });
    const old = withCredits('old', '700', threeDays, signedOut);
    const pool = (states: readonly AccountState[]) =>
      buildSnapshot(states, defaultSettings, english, nowMs).pool.credits;
    expect(pool([withCredits('now', '5', 0), old])).toMatchObject({ total: '5', unknownAccounts: 1 });
    expect(pool([old])).toMatchObject({ total: null, usd: null, unknownAccounts: 1 });
  });
});

describe('credits that pay once a limit is used up', () => {
  const usedUp = { session: { used: 100, resetsInMinutes: 62 } };
  const viewsOf = (body: unknown, agoMinutes = 0) => {
    const snapshot = buildSnapshot([stateAfter(body, { agoMinutes })], defaultSettings, english, nowMs);
    const [account] = snapshot.accounts;
    const guard = (allowPaid: boolean) =>
      judgeGuard(snapshot, { minLeftPercent: null, any: false, allowPaid }, english, nowMs).verdict;
    return {
      use: account?.use,
      inUse: account?.credits?.inUse,
      terminal: terminalView(snapshot, defaultSettings, english, nowMs),
      row: panelFace(snapshot, { ...defaultSettings, rows: 'rows' }, english, {}, nowMs).rows[0]?.second,
      guard: [guard(false), guard(true)],
    };
  };

  it('are said by every view, and the plan itself stays used up', () => {
    const views = viewsOf(codexBody({ ...usedUp, credits: credits('120') }));
    expect(views).toMatchObject({ use: 'exhausted', inUse: true, row: 'running on 120 credits' });
    expect(views.terminal).toContain('now using credits');
    expect(views.guard).toEqual(['not-enough', 'enough']);
  });

  it.each([
    ['there are none left', codexBody({ ...usedUp, credits: credits('0') }), 0],
    [
      'their limit is reached',
      codexBody({ ...usedUp, credits: { ...credits('120'), overage_limit_reached: true } }),
      0,
    ],
    ['their figure is old', codexBody({ ...usedUp, credits: credits('120') }), 50],
    ['no limit is used up', codexBody({ session: { used: 10 }, credits: credits('120') }), 0],
  ])('are said by no view when %s', (_why, body, agoMinutes) => {
    const views = viewsOf(body, agoMinutes);
    expect(views.inUse).toBeUndefined();
    expect(`${views.terminal} ${views.row}`).not.toMatch(/using credits|running on/);
  });
});
