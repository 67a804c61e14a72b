import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { commands, events } from '../core/ipc/channels.ts';

type Listener = (payload: unknown) => void;

/** Returns the method that sends a command and gives its answer. */
function call(channel: string) {
  return (input?: unknown): Promise<unknown> => ipcRenderer.invoke(channel, input);
}

/** Like `call`, but the command is sent now, so that the first call finds an answer that is on its way or already here. */
function callEarly(channel: string) {
  let first: Promise<unknown> | null = ipcRenderer.invoke(channel);
  return (input?: unknown): Promise<unknown> => {
    if (first === null || input !== undefined) return ipcRenderer.invoke(channel, input);
    const answer = first;
    first = null;
    return answer;
  };
}

/** Returns the method that adds a listener. It gets only the payload, because an event object gives access to the sender. */
function subscribe(channel: string) {
  return (listener: Listener): (() => void) => {
    const forward = (_event: IpcRendererEvent, payload: unknown): void => listener(payload);
    ipcRenderer.on(channel, forward);
    return () => void ipcRenderer.removeListener(channel, forward);
  };
}

/** Like `subscribe`, but the first listener also gets earlier events, which came while the page was loading. */
function subscribeFromStart(channel: string) {
  const missed: unknown[] = [];
  const keep = (_event: IpcRendererEvent, payload: unknown): void => void missed.push(payload);
  const listen = subscribe(channel);
  ipcRenderer.on(channel, keep);
  return (listener: Listener): (() => void) => {
    ipcRenderer.removeListener(channel, keep);
    const end = listen(listener);
    for (const payload of missed.splice(0)) listener(payload);
    return end;
  };
}

/** The preload runs in a page, but most of what a page offers is not its business. */
declare const location: { readonly pathname: string };

/** The window of this page, as in the address `app://quota-tray/panel.html`. */
const thisWindow = location.pathname.slice(1, -'.html'.length);

const bridge = Object.fromEntries([
  ...Object.entries(commands).map(([method, command]) => [
    method,
    'early' in command && command.windows.some((window) => window === thisWindow)
      ? callEarly(command.channel)
      : call(command.channel),
  ]),
  ...Object.entries(events).map(([method, event]) => [
    method,
    'isKept' in event ? subscribeFromStart(event.channel) : subscribe(event.channel),
  ]),
]);

contextBridge.exposeInMainWorld('quotaTray', Object.freeze(bridge));
