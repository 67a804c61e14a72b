import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { commands, events } from '../core/ipc/channels.ts';

type Listener = (payload: unknown) => void;

/** Returns the method that sends a command and gives its answer. */
function call(channel: string) {
  return (input?: unknown): Promise<unknown> => ipcRenderer.invoke(channel, input);
}

/** Returns the method that adds a listener. It gets only the payload, because an event object gives access to the sender. */
function subscribe(channel: string) {
  return (listener: Listener): (() => void) => {
    const forward = (_event: IpcRendererEvent, payload: unknown): void => listener(payload);
    ipcRenderer.on(channel, forward);
    return () => void ipcRenderer.removeListener(channel, forward);
  };
}

/** Like `subscribe`, but the first listener also gets earlier events, because an event may have opened the window. */
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

const bridge = Object.fromEntries([
  ...Object.entries(commands).map(([method, { channel }]) => [method, call(channel)]),
  ...Object.entries(events).map(([method, event]) => [
    method,
    'isKept' in event ? subscribeFromStart(event.channel) : subscribe(event.channel),
  ]),
]);

contextBridge.exposeInMainWorld('quotaTray', Object.freeze(bridge));
