import type { AccountState } from '../../../core/accounts/account-state.ts';
import { notificationsView } from '../../../core/alerts/view.ts';
import type { StoredNotification } from '../../../core/alerts/store.ts';
import type { HistoryView } from '../../../core/history/view-model.ts';
import { languageInfo, type LanguageTag } from '../../../core/i18n/languages.ts';
import type { LocaleContext } from '../../../core/i18n/translate.ts';
import type { Settings } from '../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../core/snapshot/build.ts';
import { shownAccounts } from '../../../core/snapshot/order.ts';
import type { AccountSnapshot, Snapshot } from '../../../core/snapshot/schema.ts';
import { accountPage } from '../../../core/views/account-page.ts';
import type { AccountPageView } from '../../../core/views/page-model.ts';
import { type Appearance, type Banner, panelView } from '../../../core/views/panel.ts';
import { rowMarks } from '../../../core/views/panel-face.ts';
import { poolPage } from '../../../core/views/pool-page.ts';
import { exampleUsage } from '../../support/example-usage.ts';
import type { FakeApp } from '../../support/fake-bridge.ts';
import { localeIn } from '../../support/locale.ts';
import { type DemoReading, nowMs, readDemo } from '../../unit/demo/demo-reading.ts';
import { historiesOf, peaksOf, recentOf } from './histories.ts';

/** What a test puts into a page of the gallery before it loads. */
export interface GivenApp {
  readonly app: Partial<Pick<FakeApp, 'panel' | 'notices' | 'poolPage' | 'peaks' | 'usage' | 'menuChoice'>>;
  /** By the id of the account. */
  readonly accountPages: Readonly<Record<string, AccountPageView>>;
  /** By the id of the limit and the range, with a blank between them. */
  readonly histories: Readonly<Record<string, HistoryView>>;
}

declare global {
  interface Window {
    readonly quotaTrayGiven?: GivenApp;
  }
}

/** What is shown. */
export interface Wish {
  /** How many accounts there are. */
  readonly count: number;
  readonly language: LanguageTag;
  readonly theme: Appearance['theme'];
  readonly settings?: Partial<Settings> | undefined;
  readonly banners?: readonly Banner[] | undefined;
  /** The name of the account whose page is opened, without its domain; left out: none. */
  readonly opened?: string | undefined;
}

let reading: Promise<DemoReading> | null = null;

/** Returns the views of the app for the accounts of the demo at a fixed time: what the core makes of real answers. */
export async function givenApp(wish: Wish): Promise<GivenApp> {
  reading ??= readDemo();
  const demo = await reading;
  const settings: Settings = { ...demo.settings, language: wish.language, ...wish.settings };
  const { direction, region } = languageInfo(wish.language);
  const locale = localeIn(wish.language, `${wish.language.slice(0, 2)}-${region}`);
  const appearance: Appearance = {
    language: wish.language,
    theme: wish.theme,
    ...(direction === 'rtl' ? { direction } : {}),
  };
  const states = someAccounts(demo.accounts, wish.count);
  const recent = recentOf(buildSnapshot(states, settings, locale, nowMs));
  const snapshot = buildSnapshot(states, settings, locale, nowMs, recent);
  const around = {
    version: 1,
    appearance,
    banners: wish.banners ?? [],
    refreshing: false,
    unseenCount: Math.min(5, wish.count),
    hasCommand: (id: string) => id.startsWith('codex'),
  };
  const shown = shownAccounts(snapshot.accounts, settings);
  // A wide window opens the account to use next by itself
  const opened =
    wish.opened === undefined
      ? (shown.find(({ id }) => id === snapshot.nextUp?.accountId) ?? shown[0])
      : shown.find(({ label }) => label.startsWith(`${wish.opened}@`));
  const context = { snapshot, states, settings, locale };
  return {
    app: {
      panel: { ok: true, value: { ...panelView(snapshot, settings, locale, around, nowMs), accounts: [] } },
      notices: { ok: true, value: notices(snapshot, settings, locale) },
      poolPage: poolPage(shown, snapshot.pool, locale, nowMs),
      peaks: opened === undefined ? null : peaksOf(opened, locale),
      usage: { ok: true, value: exampleUsage({ days: 14, locale }) },
    },
    accountPages: opened === undefined ? {} : { [opened.id]: pageOf(opened, context) },
    histories: opened === undefined ? {} : historiesOf(opened, settings, locale),
  };
}

interface Context {
  readonly snapshot: Snapshot;
  readonly states: readonly AccountState[];
  readonly settings: Settings;
  readonly locale: LocaleContext;
}

/** The most telling ones first, then each again under further names. */
const firstNames = ['work', 'studio', 'home', 'me', 'old-laptop', 'release', 'research', 'weekend'];

/** Returns this many accounts: some of the demo, or those of the demo several times under different names. */
function someAccounts(demo: readonly AccountState[], count: number): readonly AccountState[] {
  const rank = ({ account }: AccountState): number => {
    const place = firstNames.findIndex((name) => account.email?.startsWith(`${name}@`));
    return place === -1 ? firstNames.length : place;
  };
  const ordered = demo.toSorted((one, other) => rank(one) - rank(other));
  return Array.from({ length: count }, (_, number): AccountState => {
    const state = ordered[number % ordered.length];
    if (state === undefined) throw new Error('the demo has no account');
    const round = Math.floor(number / ordered.length);
    if (round === 0) return state;
    const [local = '', domain = ''] = (state.account.email ?? state.account.label).split('@');
    const email = `${local}-${round + 1}@${domain}`;
    return { ...state, account: { ...state.account, id: `${state.account.id}-${round + 1}`, label: email, email } };
  });
}

function pageOf(account: AccountSnapshot, { snapshot, states, settings, locale }: Context): AccountPageView {
  const marks = rowMarks(snapshot, settings, {})(account.id);
  const state = states.find((each) => each.account.id === account.id);
  // The folders of the demo are temporary, and their names differ in each run
  const steady = state === undefined ? undefined : { ...state, account: { ...state.account, folder: null } };
  return accountPage(account, { state: steady, marks, isAdded: false, shell: 'posix' }, settings, locale, nowMs);
}

function notices(snapshot: Snapshot, settings: Settings, locale: LocaleContext): ReturnType<typeof notificationsView> {
  const at = (name: string): string => snapshot.accounts.find(({ label }) => label.startsWith(`${name}@`))?.id ?? name;
  const limit = { id: 'session', label: '5h', name: null, resetsAt: new Date(nowMs + 5_700_000).toISOString() };
  const week = { id: 'weekly', label: 'weekly', name: null, resetsAt: new Date(nowMs + 90_000_000).toISOString() };
  const facts: readonly (readonly [string, number, StoredNotification['facts']])[] = [
    ['release', 2, { kind: 'exhausted', window: limit }],
    ['studio', 18, { kind: 'threshold', window: limit, percent: 90, usedPercent: 93 }],
    ['weekend', 75, { kind: 'will-run-out', window: week, exhaustsAt: new Date(nowMs + 40_000_000).toISOString() }],
    ['home', 300, { kind: 'window-back', window: limit, usedPercent: 2, early: true }],
    ['old-laptop', 1500, { kind: 'sign-in-needed' }],
    ['writing', 3000, { kind: 'grant-offered', grant: { amountMinorUnits: 6000, currency: 'USD' } }],
    ['me', 4600, { kind: 'credits-low', balance: '247.50' }],
  ];
  const stored = facts.map(([name, minutesAgo, fact], index): StoredNotification => ({
    id: facts.length - index,
    accountId: at(name),
    atMs: nowMs - minutesAgo * 60_000,
    facts: fact,
    seen: index > 1,
    delivery: index === 2 ? 'held' : 'shown',
  }));
  const snoozes = { allUntilMs: null, accounts: new Map([[at('weekend'), nowMs + 3_600_000]]) };
  return notificationsView(stored, snoozes, snapshot.accounts, settings, locale, nowMs);
}
