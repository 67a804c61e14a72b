import { expect, it } from 'vitest';
import { notificationsView } from '../../../../core/alerts/view.ts';
import type { Suggestion } from '../../../../core/accounts/suggestion.ts';
import { accountNameOf } from '../../../../core/settings/accounts.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { accountPage } from '../../../../core/views/account-page.ts';
import { accountChecks } from '../../../../core/views/doctor-accounts.ts';
import { panelFace, rowMarks } from '../../../../core/views/panel-face.ts';
import { suggestionLine, suggestionsView } from '../../../../core/views/suggestions.ts';
import { terminalView } from '../../../../core/views/terminal.ts';
import { trayView } from '../../../../core/views/tray.ts';
import { warmupsView } from '../../../../core/warm-ups/view.ts';
import { createNextOccurrence } from '../../../../main/node/calendar.ts';
import { alertWorld } from '../../../support/alert-world.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';
import { morning } from '../../../support/example-warmups.ts';
import { slotWorld } from '../../../support/slot-world.ts';

const states = ['sam@secret.example', 'kim@secret.example'].map((label, index) =>
  stateAfter(
    codexBody({ session: { used: 100, resetsInMinutes: 62 }, credits: { has_credits: true, balance: '247.5' } }),
    { account: { id: `codex:000${index}`, label, email: label, workspace: 'Secret Ltd', folder: '~/secret' } },
  ),
);
const accounts = states.map(({ account }) => account);
const [first] = states;
const accountGroups = Object.fromEntries(accounts.map(({ id }) => [id, 'Secret group']));
const settings = { ...defaultSettings, accountGroups, hidePersonal: true, redeemResets: true };
const locale = { ...english, hidesAmounts: true };
const snapshot = buildSnapshot(states, settings, locale, nowMs);
const [account] = snapshot.accounts;
if (account === undefined || first === undefined) throw new Error('there is no account');

const suggestions: readonly Suggestion[] = [
  {
    ...{ kind: 'folder', id: 'codex-folder:1', provider: 'codex' },
    found: { where: 'home', place: '~/.codex-two', user: 'sam@secret.example' },
  } as unknown as Suggestion,
  {
    ...{ kind: 'key', id: 'github-cli:1', provider: 'copilot', label: 'GitHub CLI: sam' },
    found: { tool: 'github-cli', place: '~/.config/gh/hosts.yml', user: 'sam' },
  } as unknown as Suggestion,
];

async function notifications(): Promise<unknown> {
  const world = alertWorld({ locale: () => locale });
  world.settings(settings);
  await world.read(snapshot);
  expect(world.shown).not.toEqual([]);
  const snoozes = { allUntilMs: null, accounts: new Map([[account?.id ?? '', nowMs + 60_000]]) };
  return [world.shown, notificationsView(world.store.list(), snoozes, snapshot.accounts, settings, locale, nowMs)];
}

const calendar = { timeZone: 'UTC', next: createNextOccurrence() };
const warmups = { ...settings, windowWarmups: [{ ...morning, accountId: first.account.id }] };
const page = {
  state: first,
  marks: rowMarks(snapshot, settings, {})(account.id),
  isAdded: true,
  shell: 'posix',
} as const;
const found = { open: suggestions, dismissed: [], unread: [], otherServices: [] } as const;

it.each<readonly [string, () => unknown]>([
  ['the snapshot', () => snapshot],
  ['the terminal', () => terminalView(snapshot, settings, locale, nowMs)],
  ['icon, tooltip and menu', () => trayView(snapshot, settings, locale, nowMs)],
  ['the panel', () => panelFace(snapshot, settings, locale, {}, nowMs)],
  ['the page of an account', () => accountPage(account, page, settings, locale, nowMs)],
  ['notifications and their list', notifications],
  ['slots', () => slotWorld({ accounts: states, settings }).slots.status()],
  [
    'warm-ups',
    () => warmupsView({ accounts, folderOf: () => null, runs: [], settings: warmups, calendar }, locale, nowMs),
  ],
  ['the report', () => accountChecks(account, null, locale, nowMs)],
  [
    'accounts that can be added',
    () => [suggestionsView(found, locale), suggestions.map((each) => suggestionLine(each, locale))],
  ],
])('%s: no name, group or amount while they are hidden', async (_what, shown) => {
  expect(JSON.stringify(await shown())).not.toMatch(/secret|sam|kim|247\.5 credits/i);
});

it('an account has the same number everywhere while names are hidden', () => {
  const numbers = Object.fromEntries(snapshot.accounts.map(({ id, label }) => [id, label]));
  expect(numbers).toEqual({ 'codex:0000': 'Account 2 · Codex', 'codex:0001': 'Account 1 · Codex' });
  for (const [id, name] of Object.entries(numbers)) expect(accountNameOf(id, accounts, settings, locale)).toBe(name);
  const slots = slotWorld({ accounts: states, settings }).slots.status();
  expect(Object.fromEntries(slots.map(({ accountId, label }) => [accountId, label]))).toEqual(numbers);
  expect(snapshot.accounts.map(({ group }) => group)).toEqual(['Group 1', 'Group 1']);
  expect(terminalView(snapshot, settings, locale, nowMs)).toContain('•••');
});

it('an unchanged account keeps the same object while names are hidden', () => {
  const [one, other] = [1, 2].map(() => buildSnapshot(states, settings, locale, nowMs).accounts);
  expect(one?.[0]).toBe(other?.[0]);
});
