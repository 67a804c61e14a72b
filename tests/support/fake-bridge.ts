import type { Bridge } from '../../core/ipc/bridge.ts';
import type { CommandAnswer, RefreshAnswer } from '../../core/ipc/contract.ts';
import type { PanelView } from '../../core/snapshot/panel-view-model.ts';
import type { SettingsView } from '../../core/snapshot/settings-view-model.ts';
import { exampleSettings } from './example-settings.ts';
import { examplePanel } from './example-views.ts';

/** What a test or the preview decides about the app behind the bridge; read anew at every call. */
export interface FakeApp {
  panel: CommandAnswer<PanelView>;
  settings: CommandAnswer<SettingsView>;
  refreshAnswer: CommandAnswer<RefreshAnswer>;
  /** When true, a changed setting, a forgotten account and the like are refused. */
  refuses: boolean;
  /** When true, the first answers never come. */
  silent: boolean;
}

export interface FakeBridge extends Bridge {
  readonly app: FakeApp;
  /** Names and inputs of all commands so far, oldest first. */
  readonly calls: readonly (readonly [name: string, input?: unknown])[];
  readonly pushPanel: (view: PanelView) => void;
  readonly pushSettings: (view: SettingsView) => void;
  readonly focusAccount: (accountId: string) => void;
}

/** A bridge with a small app behind it: it keeps settings, remembers what was asked, and can push. */
export function fakeBridge(given: Partial<FakeApp> = {}): FakeBridge {
  const app: FakeApp = {
    panel: { ok: true, value: examplePanel },
    settings: { ok: true, value: exampleSettings },
    refreshAnswer: { ok: true, value: { accepted: true, message: null } },
    refuses: false,
    silent: false,
    ...given,
  };
  const calls: (readonly [name: string, input?: unknown])[] = [];
  const panels = channel<PanelView>();
  const settings = channel<SettingsView>();
  const focus = channel<{ readonly accountId: string }>();

  const answer = <T>(name: string, input: unknown, value: () => CommandAnswer<T>): Promise<CommandAnswer<T>> => {
    calls.push(input === undefined ? [name] : [name, input]);
    return app.silent ? new Promise(() => undefined) : Promise.resolve(value());
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
    refreshAccounts: (input) => answer('refreshAccounts', input, () => app.refreshAnswer),
    forgetAccount: (input) => answer('forgetAccount', input, done),
    getSettings: () => answer('getSettings', undefined, () => app.settings),
    setSettings: (input) => answer('setSettings', input, () => change(input)),
    openWindow: (input) => answer('openWindow', input, done),
    closeWindow: () => answer('closeWindow', undefined, done),
    revealData: () => answer('revealData', undefined, done),
    copyDiagnostics: () => answer('copyDiagnostics', undefined, done),
    onPanelChanged: panels.subscribe,
    onSettingsChanged: settings.subscribe,
    onFocusAccount: focus.subscribe,
    pushPanel: panels.push,
    pushSettings: settings.push,
    focusAccount: (accountId) => focus.push({ accountId }),
  };
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
