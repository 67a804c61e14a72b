import type { BrowserWindow } from 'electron';

import type { WindowKind } from '../../../core/ipc/channels.ts';
import { appOrigin } from '../protocol/pages.ts';

/** The windows of the app that may send commands. */
export interface WindowRegistry {
  /** Adds a window until it is closed. */
  readonly add: (window: BrowserWindow, kind: WindowKind) => void;
  /** Returns the kind of window with this page. Null: it is not a window of the app. */
  readonly kindOf: (webContentsId: number) => WindowKind | null;
  readonly windowOf: (webContentsId: number) => BrowserWindow | null;
  readonly all: () => readonly BrowserWindow[];
}

/** Creates an empty registry. */
export function createWindowRegistry(): WindowRegistry {
  const byWebContents = new Map<number, { readonly window: BrowserWindow; readonly kind: WindowKind }>();
  return Object.freeze({
    add: (window: BrowserWindow, kind: WindowKind) => {
      const { id } = window.webContents;
      byWebContents.set(id, { window, kind });
      window.once('closed', () => byWebContents.delete(id));
    },
    kindOf: (id: number) => byWebContents.get(id)?.kind ?? null,
    windowOf: (id: number) => byWebContents.get(id)?.window ?? null,
    all: () => [...byWebContents.values()].map(({ window }) => window),
  });
}

/** The parts of an IPC call that the sender check reads. */
interface CallOrigin {
  readonly sender: { readonly id: number };
  /** Null if the frame has navigated or is gone. */
  readonly senderFrame: { readonly parent: unknown; readonly origin: string } | null;
}

/** Returns whether a call comes from the top frame of an app window, with the app's origin. A frame inside the page is not trusted. */
export function isTrustedSender(call: CallOrigin, isOurs: (webContentsId: number) => boolean): boolean {
  const { sender, senderFrame } = call;
  return isOurs(sender.id) && senderFrame !== null && senderFrame.parent === null && senderFrame.origin === appOrigin;
}
