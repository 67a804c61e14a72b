import type { Bridge } from '../../core/ipc/contract.ts';
import type {
  ActionAnswer,
  HistoryClearAnswer,
  CopyAnswer,
  OfferAnswer,
  UsageExportAnswer,
} from '../../core/ipc/answers.ts';
import type { CommandAnswer, CommandInput } from '../../core/ipc/contract.ts';
import type { ProviderId } from '../../core/providers/provider-id.ts';
import type { KeyStorageView } from '../../core/views/key-storage.ts';
import type { RatesAnswer } from '../../core/views/rates.ts';
import type { LayoutAnswer } from '../../core/settings/layout.ts';
import type { ResetAnswer, ResetQuestion } from '../../core/reset-credits/reset-text.ts';
import type { NotificationsView } from '../../core/alerts/view.ts';
import type { HistoryView } from '../../core/history/view-model.ts';
import type { DailyUsageView } from '../../core/daily-usage/view-model.ts';
import type { AccountAnswer, RefreshAnswer } from '../../core/views/answers.ts';
import type { AccountPageView, PeaksView, PoolPageView } from '../../core/views/page-model.ts';
import type { PanelView } from '../../core/views/panel.ts';
import type { PanelMenuAction } from '../../core/views/panel-menu.ts';
import { type PanelChange, panelChange } from '../../core/views/panel-change.ts';
import type { SettingsView } from '../../core/views/settings.ts';
import type { SuggestionsView } from '../../core/views/suggestions.ts';
import { pageOfCard, type PanelAndPages } from './card-page.ts';
import { pageTexts } from './page-texts.ts';
import { exampleNotices } from './example-notifications.ts';
import type { WarmupsView, WarmupTryAnswer } from '../../core/warm-ups/view-model.ts';
import { examplePlaces } from './example-first-run.ts';
import { exampleHistory } from './example-history.ts';
import { exampleUsage } from './example-usage.ts';
import { exampleWarmups } from './example-warmups.ts';
import { exampleSettings } from './example-settings.ts';
import { exampleOwnServices, type OwnServiceApp, ownServiceAnswers } from './fake-own-services.ts';
import { exampleSuggestions } from './example-suggestions.ts';
import { examplePanel } from './example-views.ts';

/** What a test or the preview decides about the app behind the bridge; read at every call. */
export interface FakeApp extends OwnServiceApp {
  panel: CommandAnswer<PanelAndPages>;
  settings: CommandAnswer<SettingsView>;
  refreshAnswer: CommandAnswer<RefreshAnswer>;
  offerAnswer: CommandAnswer<OfferAnswer>;
  accountAnswer: CommandAnswer<AccountAnswer>;
  keyStorage: KeyStorageView;
  suggestions: CommandAnswer<SuggestionsView>;
  resetQuestion: CommandAnswer<ResetQuestion>;
  resetAnswer: CommandAnswer<ResetAnswer>;
  copyAnswer: CommandAnswer<CopyAnswer>;
  /** What the user chooses in a native menu of the panel. */
  menuChoice: PanelMenuAction | null;
  layoutAnswer: CommandAnswer<LayoutAnswer>;
  ratesAnswer: CommandAnswer<RatesAnswer>;
  /** The outcome of a test, a choice of a file, an export, an import or a reset. */
  actionAnswer: CommandAnswer<ActionAnswer>;
  report: CommandAnswer<{ readonly text: string }>;
  usage: CommandAnswer<DailyUsageView | null>;
  /** What the service has to add; null: `usage` stays. */
  freshUsage: CommandAnswer<DailyUsageView | null> | null;
  exportAnswer: CommandAnswer<UsageExportAnswer>;
  /** Answers a question about the history. */
  history: (question: CommandInput<'history.get'>) => CommandAnswer<HistoryView | null>;
  clearAnswer: CommandAnswer<HistoryClearAnswer>;
  notices: CommandAnswer<NotificationsView>;
  hookAnswer: CommandAnswer<{ readonly message: string | null }>;
  warmups: CommandAnswer<WarmupsView>;
  /** The answers to "try it now", in turn. */
  warmupAnswers: CommandAnswer<WarmupTryAnswer>[];
  /** Whether the person agrees when the main process asks. */
  agrees: boolean;
  /** The page of any account; null: there is no such account. */
  accountPage: AccountPageView | null;
  poolPage: PoolPageView;
  peaks: PeaksView | null;
  /** When true, a changed setting, a forgotten account and the like are refused. */
  refuses: boolean;
  /** When true, the first answers never come. */
  silent: boolean;
}

export interface FakeBridge extends Bridge {
  readonly app: FakeApp;
  /** Names and inputs of all commands so far, oldest first. */
  readonly calls: readonly (readonly [name: string, input?: unknown])[];
  /** Pushes a whole view. */
  readonly pushPanel: (view: PanelView) => void;
  readonly pushPanelChange: (change: PanelChange) => void;
  readonly pushSettings: (view: SettingsView) => void;
  readonly focusAccount: (accountId: string) => void;
  /** Another window asks the settings for the form of a new account. */
  readonly askToAdd: (provider: ProviderId | null) => void;
}

/** A bridge with a small app behind it: it keeps settings, remembers what was asked, and can push. */
export function fakeBridge(given: Partial<FakeApp> = {}): FakeBridge {
  const app: FakeApp = {
    panel: { ok: true, value: examplePanel },
    settings: { ok: true, value: exampleSettings },
    refreshAnswer: { ok: true, value: { accepted: true, message: null } },
    keyStorage: {
      isReady: true,
      text: 'The key is kept in the keyring of this system.',
      passwordText: 'The password is kept in the keyring of this system.',
    },
    accountAnswer: { ok: true, value: { ok: true, message: 'research was added. OpenRouter answered.' } },
    suggestions: { ok: true, value: exampleSuggestions },
    ...exampleOwnServices,
    offerAnswer: { ok: true, value: { opened: true, message: 'The offer is open in your browser.' } },
    resetQuestion: {
      ok: true,
      value: { kind: 'ready', confirmation: 'c-1', sentence: 'Use 1 of 2 resets now? You cannot undo it.' },
    },
    copyAnswer: { ok: true, value: { copied: true, message: 'Copied. Type it in Claude Code.' } },
    accountPage: null,
    poolPage: { stats: [], tables: [] },
    peaks: null,
    menuChoice: null,
    layoutAnswer: { ok: true, value: { text: 'lab is hidden', canUndo: true } },
    resetAnswer: { ok: true, value: { kind: 'done', message: 'The reset was used.' } },
    report: { ok: true, value: { text: '{\n  "version": "0.2.0",\n  "checks": []\n}\n' } },
    actionAnswer: { ok: true, value: { ok: true, message: 'Done.' } },
    ratesAnswer: { ok: true, value: { ok: true, message: 'Refreshed' } },
    usage: { ok: true, value: exampleUsage({ days: 7 }) },
    freshUsage: null,
    exportAnswer: { ok: true, value: { saved: true, message: 'Saved daily-usage.csv.' } },
    notices: { ok: true, value: exampleNotices },
    hookAnswer: { ok: true, value: { message: 'The command ran successfully.' } },
    warmups: { ok: true, value: exampleWarmups() },
    warmupAnswers: [],
    history: (question) => ({ ok: true, value: exampleHistory(question) }),
    clearAnswer: { ok: true, value: { cleared: true, message: 'The history was deleted.' } },
    agrees: true,
    refuses: false,
    silent: false,
    ...given,
  };
  const calls: (readonly [name: string, input?: unknown])[] = [];
  let pushedLanguage: string | null = null;
  const panels = channel<PanelChange>();
  const settings = channel<SettingsView>();
  const adding = channel<{ readonly provider: ProviderId | null }>();
  const focus = channel<{ readonly accountId: string }>();

  const answer = <T>(name: string, input: unknown, value: () => CommandAnswer<T>): Promise<CommandAnswer<T>> => {
    calls.push(input === undefined ? [name] : [name, input]);
    return app.silent ? new Promise(() => undefined) : Promise.resolve(value());
  };
  /** What the panel shows of the account, as its page. */
  const pageOf = (accountId: string): AccountPageView | null => {
    const view = app.panel.ok ? app.panel.value : null;
    const card = view?.accounts.find(({ id }) => id === accountId);
    const row = view?.rows.find(({ id }) => id === accountId);
    return card === undefined || row === undefined ? null : pageOfCard(card, row);
  };
  const done = (): CommandAnswer<null> =>
    app.refuses ? { ok: false, error: { code: 'E_FAULT' } } : { ok: true, value: null };
  const change = (input: object): CommandAnswer<SettingsView> => {
    if (app.refuses || !app.settings.ok) return { ok: false, error: { code: 'E_INPUT' } };
    const before = app.settings.value;
    const value = { ...before, version: before.version + 1, settings: { ...before.settings, ...input } };
    app.settings = { ok: true, value };
    return app.settings;
  };

  return {
    app,
    calls,
    getPanel: () => answer('getPanel', undefined, () => app.panel),
    getTexts: async () => ({ ok: true, value: await pageTexts(pushedLanguage ?? languageOf(app)) }),
    openPanelMenu: (input) => answer('openPanelMenu', input, () => ({ ok: true, value: { chosen: app.menuChoice } })),
    fitPanel: (input) => answer('fitPanel', input, done),
    keepPanelOpen: (input) => answer('keepPanelOpen', input, done),
    copyPicture: (input) =>
      answer('copyPicture', input, () => ({ ok: true, value: { copied: true, message: 'The picture is copied.' } })),
    savePicture: (input) => answer('savePicture', input, () => app.exportAnswer),
    changeLayout: (input) => answer('changeLayout', input, () => app.layoutAnswer),
    undoLayout: () => answer('undoLayout', undefined, () => ({ ok: true, value: { text: 'Undone', canUndo: false } })),
    getAccountPage: (input) =>
      answer('getAccountPage', input, () => ({ ok: true, value: app.accountPage ?? pageOf(input.accountId) })),
    copyOfAccount: (input) => answer('copyOfAccount', input, () => app.copyAnswer),
    openAccountLink: (input) => answer('openAccountLink', input, () => app.offerAnswer),
    getPoolPage: () => answer('getPoolPage', undefined, () => ({ ok: true, value: app.poolPage })),
    getPeaks: (input) => answer('getPeaks', input, () => ({ ok: true, value: app.peaks })),
    refreshAccounts: (input) => answer('refreshAccounts', input, () => app.refreshAnswer),
    forgetAccount: (input) => answer('forgetAccount', input, done),
    addAccount: (input) => answer('addAccount', input, () => app.accountAnswer),
    getKeyStorage: () => answer('getKeyStorage', undefined, () => ({ ok: true, value: app.keyStorage })),
    getPlaces: () => answer('getPlaces', undefined, () => ({ ok: true, value: examplePlaces })),
    chooseAtFirst: (input) => answer('chooseAtFirst', input, done),
    lookAgain: () => answer('lookAgain', undefined, done),
    copySignIn: (input) => answer('copySignIn', input, () => app.copyAnswer),
    showSample: (input) => answer('showSample', input, done),
    giveKey: (input) => answer('giveKey', input, () => app.accountAnswer),
    removeAccount: (input) => answer('removeAccount', input, () => app.accountAnswer),
    ...ownServiceAnswers(app, answer),
    getSuggestions: () => answer('getSuggestions', undefined, () => app.suggestions),
    acceptSuggestion: (input) =>
      answer('acceptSuggestion', input, () => {
        if (app.accountAnswer.ok && app.accountAnswer.value.ok) app.suggestions = without(app.suggestions, input.id, 0);
        return app.accountAnswer;
      }),
    dismissSuggestion: (input) =>
      answer('dismissSuggestion', input, () => (app.suggestions = without(app.suggestions, input.id, 1))),
    restoreSuggestions: () =>
      answer('restoreSuggestions', undefined, () => (app.suggestions = { ok: true, value: exampleSuggestions })),
    openOffer: (input) => answer('openOffer', input, () => app.offerAnswer),
    dismissOffer: (input) => answer('dismissOffer', input, done),
    prepareReset: (input) => answer('prepareReset', input, () => app.resetQuestion),
    copyResetCommand: (input) => answer('copyResetCommand', input, () => app.copyAnswer),
    redeemReset: (input) => answer('redeemReset', input, () => app.resetAnswer),
    enableDailyUsage: () =>
      answer('enableDailyUsage', undefined, (): CommandAnswer<null> => (change({ dailyUsage: true }), done())),
    getDailyUsage: (input) => answer('getDailyUsage', input, () => app.usage),
    refreshDailyUsage: (input) => answer('refreshDailyUsage', input, () => (app.usage = app.freshUsage ?? app.usage)),
    getHistory: (input) => answer('getHistory', input, () => app.history(input)),
    exportHistory: (input) => answer('exportHistory', input, () => app.exportAnswer),
    clearHistory: () => answer('clearHistory', undefined, () => app.clearAnswer),
    exportDailyUsage: (input) => answer('exportDailyUsage', input, () => app.exportAnswer),
    getNotices: () => answer('getNotices', undefined, () => app.notices),
    markNoticesSeen: () => answer('markNoticesSeen', undefined, () => (app.notices = allSeen(app.notices))),
    snoozeNotices: (input) => answer('snoozeNotices', input, () => app.notices),
    markProblemsSeen: () => answer('markProblemsSeen', undefined, (): CommandAnswer<null> => done()),
    tryHook: (input) => answer('tryHook', input, () => app.hookAnswer),
    getWarmups: () => answer('getWarmups', undefined, () => app.warmups),
    tryWarmup: (input) =>
      answer('tryWarmup', input, () => app.warmupAnswers.shift() ?? { ok: false, error: { code: 'E_FAULT' } }),
    getSettings: () => answer('getSettings', undefined, () => app.settings),
    setSettings: (input) => answer('setSettings', input, () => change(input)),
    setConfirmedSettings: (input) =>
      answer('setConfirmedSettings', input, () => {
        const changed = app.agrees ? change(input) : app.settings;
        return changed.ok ? { ok: true, value: { applied: app.agrees, view: changed.value } } : changed;
      }),
    refreshRates: () => answer('refreshRates', undefined, () => app.ratesAnswer),
    openWindow: (input) => answer('openWindow', input, done),
    closeWindow: () => answer('closeWindow', undefined, done),
    testNetwork: () => answer('testNetwork', undefined, () => app.actionAnswer),
    saveProxySignIn: (input) => answer('saveProxySignIn', input, () => app.accountAnswer),
    forgetProxySignIn: () => answer('forgetProxySignIn', undefined, () => app.actionAnswer),
    chooseCertificates: () => answer('chooseCertificates', undefined, () => app.actionAnswer),
    exportSettings: () => answer('exportSettings', undefined, () => app.actionAnswer),
    importSettings: () => answer('importSettings', undefined, () => app.actionAnswer),
    resetSettings: () => answer('resetSettings', undefined, () => app.actionAnswer),
    revealData: () => answer('revealData', undefined, done),
    openHelp: (input) => answer('openHelp', input, () => app.offerAnswer),
    actOnUpdate: (input) => answer('actOnUpdate', input, () => app.actionAnswer),
    getReport: () => answer('getReport', undefined, () => app.report),
    saveReport: () => answer('saveReport', undefined, () => app.actionAnswer),
    copyDiagnostics: () => answer('copyDiagnostics', undefined, done),
    onPanelChanged: panels.subscribe,
    onSettingsChanged: settings.subscribe,
    onAddAccount: adding.subscribe,
    onFocusAccount: focus.subscribe,
    pushPanel: (view) => {
      pushedLanguage = view.appearance.language;
      panels.push(panelChange(null, view));
    },
    pushPanelChange: panels.push,
    pushSettings: settings.push,
    askToAdd: (provider) => adding.push({ provider }),
    focusAccount: (accountId) => focus.push({ accountId }),
  };
}

/** The language of the views of the app. */
function languageOf({ panel, settings }: FakeApp): string {
  if (panel.ok && panel.value !== examplePanel) return panel.value.appearance.language;
  return settings.ok ? settings.value.appearance.language : 'en';
}

function allSeen(answer: CommandAnswer<NotificationsView>): CommandAnswer<NotificationsView> {
  if (!answer.ok) return answer;
  const notices = answer.value.notices.map((notice) => ({ ...notice, seen: true }));
  return { ok: true, value: { ...answer.value, unseen: 0, notices } };
}

function channel<T>() {
  const listeners = new Set<(payload: T) => void>();
  return {
    subscribe: (listener: (payload: T) => void): (() => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    push: (payload: T): void => {
      for (const listener of [...listeners]) listener(payload);
    },
  };
}

/** The suggestions without one of them, which is counted as dismissed or not. */
function without(
  suggestions: CommandAnswer<SuggestionsView>,
  id: string,
  dismissed: 0 | 1,
): CommandAnswer<SuggestionsView> {
  if (!suggestions.ok) return suggestions;
  const { items, dismissedCount, notes } = suggestions.value;
  const left = items.filter((item) => item.id !== id);
  return { ok: true, value: { items: left, notes, dismissedCount: dismissedCount + dismissed } };
}
