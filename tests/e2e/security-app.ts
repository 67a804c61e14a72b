import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type ElectronApplication, expect, type Page } from '@playwright/test';
import type { Bridge } from '../../core/ipc/contract.ts';
import { launchApp, waitForStart } from '../support/electron.ts';

/** What an unpackaged app offers to its tests. */
interface Seam {
  readonly openPanel: () => unknown;
  readonly openSettings: () => unknown;
}

export const panelUrl = 'app://quota-tray/panel.html';
const settingsUrl = 'app://quota-tray/settings.html';

/** Every name on the bridge; one too many or too few does not compile. */
const bridgeTable: Record<keyof Bridge, true> = {
  getPanel: true,
  getTexts: true,
  getAccountPage: true,
  copyOfAccount: true,
  openAccountLink: true,
  getPoolPage: true,
  getPeaks: true,
  openPanelMenu: true,
  fitPanel: true,
  keepPanelOpen: true,
  copyPicture: true,
  savePicture: true,
  changeLayout: true,
  undoLayout: true,
  refreshAccounts: true,
  forgetAccount: true,
  addAccount: true,
  getKeyStorage: true,
  getPlaces: true,
  chooseAtFirst: true,
  lookAgain: true,
  copySignIn: true,
  showSample: true,
  giveKey: true,
  removeAccount: true,
  getOwnExamples: true,
  openOwnService: true,
  checkOwnService: true,
  testOwnService: true,
  addOwnService: true,
  exportOwnService: true,
  getSuggestions: true,
  acceptSuggestion: true,
  dismissSuggestion: true,
  restoreSuggestions: true,
  openOffer: true,
  dismissOffer: true,
  prepareReset: true,
  copyResetCommand: true,
  redeemReset: true,
  enableDailyUsage: true,
  getDailyUsage: true,
  refreshDailyUsage: true,
  exportDailyUsage: true,
  getHistory: true,
  exportHistory: true,
  clearHistory: true,
  getNotices: true,
  markNoticesSeen: true,
  markProblemsSeen: true,
  snoozeNotices: true,
  tryHook: true,
  getWarmups: true,
  tryWarmup: true,
  getSettings: true,
  setSettings: true,
  setConfirmedSettings: true,
  refreshRates: true,
  openWindow: true,
  closeWindow: true,
  revealData: true,
  openHelp: true,
  testNetwork: true,
  saveProxySignIn: true,
  forgetProxySignIn: true,
  chooseCertificates: true,
  exportSettings: true,
  importSettings: true,
  resetSettings: true,
  copyDiagnostics: true,
  getReport: true,
  saveReport: true,
  actOnUpdate: true,
  onPanelChanged: true,
  onSettingsChanged: true,
  onAddAccount: true,
  onFocusAccount: true,
};
export const bridgeNames = Object.keys(bridgeTable).toSorted();
export interface SecurityApp {
  readonly application: ElectronApplication;
  /** The app's state folder. */
  readonly home: string;
  /** Opens a window, or shows the one that is there, and answers its page once it is loaded. */
  readonly open: (window: 'panel' | 'settings') => Promise<Page>;
  /** Ends the app and removes its folder. */
  readonly close: () => Promise<void>;
}

/** Starts the app of this checkout with an empty home of its own. */
export async function startApp(env: Readonly<Record<string, string>> = {}): Promise<SecurityApp> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-security-'));
  const application = await launchApp({ home, env });
  await waitForStart(application);

  const open = async (window: 'panel' | 'settings'): Promise<Page> => {
    const url = window === 'panel' ? panelUrl : settingsUrl;
    await application.evaluate(async (_electron, wanted) => {
      const seam = (globalThis as unknown as { readonly __quotaTray: Seam }).__quotaTray;
      await (wanted === 'panel' ? seam.openPanel() : seam.openSettings());
    }, window);
    const page = (): Page | undefined => application.windows().find((one) => one.url().startsWith(url));
    await expect.poll(() => page() !== undefined, { message: `${window} is open` }).toBe(true);
    const found = page() as Page;
    await found.waitForLoadState();
    return found;
  };

  return {
    application,
    home,
    open,
    close: async () => {
      await application.close();
      await rm(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
