/** The windows of the app. Each has a page of its own. */
export type WindowKind = 'panel' | 'settings';

interface Command {
  readonly channel: string;
  /**
   * The windows whose page may send the command. This limits what a faulty page can do to the commands that it needs.
   */
  readonly windows: readonly WindowKind[];
  /** True: the first content of these windows needs the answer. The preload sends the command while the page is still loading. */
  readonly early?: true;
}

/**
 * All commands of the pages, by their method of `window.quotaTray`. The bridge, the preload and the handlers of the
 * main process are derived from this table. It imports nothing, because the preload runs in a sandbox.
 */
export const commands = {
  getPanel: { channel: 'panel.get', windows: ['panel'], early: true },
  getTexts: { channel: 'texts.get', windows: ['panel', 'settings'], early: true },
  openPanelMenu: { channel: 'panel.menu', windows: ['panel'] },
  fitPanel: { channel: 'panel.fit', windows: ['panel'] },
  keepPanelOpen: { channel: 'panel.keep-open', windows: ['panel'] },
  savePicture: { channel: 'panel.save-picture', windows: ['panel'] },
  copyPicture: { channel: 'panel.copy-picture', windows: ['panel'] },
  changeLayout: { channel: 'layout.change', windows: ['panel'] },
  undoLayout: { channel: 'layout.undo', windows: ['panel'] },
  getAccountPage: { channel: 'account.get', windows: ['panel'] },
  copyOfAccount: { channel: 'account.copy', windows: ['panel'] },
  openAccountLink: { channel: 'account.open-link', windows: ['panel'] },
  getPoolPage: { channel: 'pool.get', windows: ['panel'] },
  getPeaks: { channel: 'history.peaks', windows: ['panel'] },
  refreshAccounts: { channel: 'accounts.refresh', windows: ['panel', 'settings'] },
  forgetAccount: { channel: 'accounts.forget', windows: ['panel', 'settings'] },
  addAccount: { channel: 'accounts.add', windows: ['settings'] },
  getKeyStorage: { channel: 'keys.storage', windows: ['settings'] },
  getPlaces: { channel: 'accounts.places', windows: ['panel'] },
  chooseAtFirst: { channel: 'first-run.choose', windows: ['panel'] },
  lookAgain: { channel: 'first-run.look', windows: ['panel'] },
  copySignIn: { channel: 'first-run.copy-sign-in', windows: ['panel'] },
  showSample: { channel: 'sample.show', windows: ['panel'] },
  giveKey: { channel: 'accounts.give-key', windows: ['settings'] },
  removeAccount: { channel: 'accounts.remove', windows: ['panel', 'settings'] },
  getOwnExamples: { channel: 'own-services.examples', windows: ['settings'] },
  openOwnService: { channel: 'own-services.open', windows: ['settings'] },
  checkOwnService: { channel: 'own-services.check', windows: ['settings'] },
  testOwnService: { channel: 'own-services.test', windows: ['settings'] },
  addOwnService: { channel: 'own-services.add', windows: ['settings'] },
  exportOwnService: { channel: 'own-services.export', windows: ['settings'] },
  getSuggestions: { channel: 'suggestions.get', windows: ['settings'] },
  acceptSuggestion: { channel: 'suggestions.accept', windows: ['settings'] },
  dismissSuggestion: { channel: 'suggestions.dismiss', windows: ['settings'] },
  restoreSuggestions: { channel: 'suggestions.restore', windows: ['settings'] },
  openOffer: { channel: 'offers.open', windows: ['panel'] },
  dismissOffer: { channel: 'offers.dismiss', windows: ['panel'] },
  prepareReset: { channel: 'resets.prepare', windows: ['panel'] },
  copyResetCommand: { channel: 'resets.copy-command', windows: ['panel'] },
  redeemReset: { channel: 'resets.redeem', windows: ['panel'] },
  enableDailyUsage: { channel: 'usage.enable', windows: ['panel'] },
  getDailyUsage: { channel: 'usage.get', windows: ['panel'] },
  refreshDailyUsage: { channel: 'usage.refresh', windows: ['panel'] },
  exportDailyUsage: { channel: 'usage.export', windows: ['panel'] },
  getHistory: { channel: 'history.get', windows: ['panel'] },
  exportHistory: { channel: 'history.export', windows: ['panel'] },
  clearHistory: { channel: 'history.clear', windows: ['settings'] },
  getNotices: { channel: 'notices.get', windows: ['panel', 'settings'] },
  markNoticesSeen: { channel: 'notices.seen', windows: ['panel', 'settings'] },
  snoozeNotices: { channel: 'notices.snooze', windows: ['panel', 'settings'] },
  markProblemsSeen: { channel: 'problems.seen', windows: ['panel', 'settings'] },
  tryHook: { channel: 'hooks.try', windows: ['settings'] },
  getWarmups: { channel: 'warmups.get', windows: ['settings'] },
  tryWarmup: { channel: 'warmups.try', windows: ['settings'] },
  getSettings: { channel: 'settings.get', windows: ['settings'], early: true },
  setSettings: { channel: 'settings.set', windows: ['settings'] },
  setConfirmedSettings: { channel: 'settings.set-confirmed', windows: ['settings'] },
  refreshRates: { channel: 'rates.refresh', windows: ['settings'] },
  openWindow: { channel: 'windows.open', windows: ['panel'] },
  closeWindow: { channel: 'windows.close', windows: ['panel', 'settings'] },
  testNetwork: { channel: 'network.test', windows: ['settings'] },
  saveProxySignIn: { channel: 'network.save-sign-in', windows: ['settings'] },
  forgetProxySignIn: { channel: 'network.forget-sign-in', windows: ['settings'] },
  chooseCertificates: { channel: 'network.choose-certificates', windows: ['settings'] },
  exportSettings: { channel: 'settings.export', windows: ['settings'] },
  importSettings: { channel: 'settings.import', windows: ['settings'] },
  resetSettings: { channel: 'settings.reset', windows: ['settings'] },
  revealData: { channel: 'data.reveal', windows: ['settings'] },
  openHelp: { channel: 'help.open', windows: ['settings'] },
  actOnUpdate: { channel: 'updates.act', windows: ['panel', 'settings'] },
  getReport: { channel: 'diagnostics.get', windows: ['settings'] },
  saveReport: { channel: 'diagnostics.save', windows: ['settings'] },
  copyDiagnostics: { channel: 'diagnostics.copy', windows: ['settings'] },
} as const satisfies Readonly<Record<string, Command>>;

interface Event {
  readonly channel: string;
  /** The window whose page gets the event. */
  readonly window: WindowKind;
  /**
   * True: the first listener also gets earlier events. Such an event may have opened the window, or belongs to the view that
   * the page got while it was loading.
   */
  readonly isKept?: true;
}

/** All events that the main process sends to a page, by their method of `window.quotaTray`. */
export const events = {
  onPanelChanged: { channel: 'panel.changed', window: 'panel', isKept: true },
  onSettingsChanged: { channel: 'settings.changed', window: 'settings' },
  onAddAccount: { channel: 'settings.add-account', window: 'settings', isKept: true },
  onFocusAccount: { channel: 'panel.focus-account', window: 'panel', isKept: true },
} as const satisfies Readonly<Record<string, Event>>;

/** The channel of a command. */
export type CommandName = (typeof commands)[keyof typeof commands]['channel'];

/** The channel of an event. */
export type EventName = (typeof events)[keyof typeof events]['channel'];

/** The channels of all commands. */
export const commandNames: readonly CommandName[] = Object.values(commands).map(({ channel }) => channel);

/** The channels of all events. */
export const eventNames: readonly EventName[] = Object.values(events).map(({ channel }) => channel);

/** Returns whether the page of a window may send a command. */
export function mayWindowSend(window: WindowKind, name: CommandName): boolean {
  return Object.values(commands).some(
    ({ channel, windows }) => channel === name && (windows as readonly WindowKind[]).includes(window),
  );
}

/** Returns whether the page of a window gets an event. */
export function doesWindowGet(window: WindowKind, name: EventName): boolean {
  return Object.values(events).some(({ channel, window: receiver }) => channel === name && receiver === window);
}
