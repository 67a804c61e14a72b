import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { Bridge } from '../core/ipc/bridge.ts';
import type { CommandName, EventName } from '../core/ipc/channels.ts';
import type { CommandAnswer, CommandInput, CommandOutputs, EventPayloads } from '../core/ipc/contract.ts';

function call<K extends CommandName>(name: K) {
  return (input?: CommandInput<K>): Promise<CommandAnswer<CommandOutputs[K]>> => ipcRenderer.invoke(name, input);
}

/** The listener gets only the payload, because an event object would give the page access to the sender. */
function subscribe<K extends EventName>(name: K) {
  return (listener: (payload: EventPayloads[K]) => void): (() => void) => {
    const forward = (_event: IpcRendererEvent, payload: EventPayloads[K]): void => listener(payload);
    ipcRenderer.on(name, forward);
    return () => void ipcRenderer.removeListener(name, forward);
  };
}

/** Like `subscribe`, but the first listener also gets earlier events, because an event may have opened the window. */
function subscribeFromStart<K extends EventName>(name: K) {
  const missed: EventPayloads[K][] = [];
  const keep = (_event: IpcRendererEvent, payload: EventPayloads[K]): void => void missed.push(payload);
  const listen = subscribe(name);
  ipcRenderer.on(name, keep);
  return (listener: (payload: EventPayloads[K]) => void): (() => void) => {
    ipcRenderer.removeListener(name, keep);
    const end = listen(listener);
    for (const payload of missed.splice(0)) listener(payload);
    return end;
  };
}

const bridge: Bridge = {
  getPanel: call('panel.get'),
  refreshAccounts: call('accounts.refresh'),
  forgetAccount: call('accounts.forget'),
  addAccount: call('accounts.add'),
  giveKey: call('accounts.give-key'),
  removeAccount: call('accounts.remove'),
  openOffer: call('offers.open'),
  dismissOffer: call('offers.dismiss'),
  prepareReset: call('resets.prepare'),
  redeemReset: call('resets.redeem'),
  enableDailyUsage: call('usage.enable'),
  getDailyUsage: call('usage.get'),
  refreshDailyUsage: call('usage.refresh'),
  exportDailyUsage: call('usage.export'),
  getHistory: call('history.get'),
  exportHistory: call('history.export'),
  clearHistory: call('history.clear'),
  getNotices: call('notices.get'),
  markNoticesSeen: call('notices.seen'),
  snoozeNotices: call('notices.snooze'),
  markProblemsSeen: call('problems.seen'),
  tryHook: call('hooks.try'),
  getWarmups: call('warmups.get'),
  tryWarmup: call('warmups.try'),
  getSettings: call('settings.get'),
  setSettings: call('settings.set'),
  setConfirmedSettings: call('settings.set-confirmed'),
  refreshRates: call('rates.refresh'),
  openWindow: call('windows.open'),
  closeWindow: call('windows.close'),
  revealData: call('data.reveal'),
  copyDiagnostics: call('diagnostics.copy'),
  onPanelChanged: subscribe('panel.changed'),
  onSettingsChanged: subscribe('settings.changed'),
  onFocusAccount: subscribeFromStart('panel.focus-account'),
};

contextBridge.exposeInMainWorld('quotaTray', Object.freeze(bridge));
