import type { BrowserWindow } from 'electron';

import type { WindowKind } from '../../../core/ipc/channels.ts';
import { appOrigin } from '../protocol/pages.ts';

/** The windows of the app that may speak over the bridge. */
export interface WindowRegistry {
  /** Knows the window until it is closed. */
  readonly add: (window: BrowserWindow, kind: WindowKind) => void;
  /** Which window these contents are the page of; null: none of ours. */
  readonly kindOf: (webContentsId: number) => WindowKind | null;
  readonly windowOf: (webContentsId: number) => BrowserWindow | null;
  readonly all: () => readonly BrowserWindow[];
}

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

/** What the guard looks at of a call from a page. */
interface CallOrigin {
  readonly sender: { readonly id: number };
  /** Null when the frame has navigated or is gone. */
  readonly senderFrame: { readonly parent: unknown; readonly origin: string } | null;
}

/** Only the top page of a window of ours, from our own origin: a frame inside it has the same window. */
export function isTrustedSender(call: CallOrigin, isOurs: (webContentsId: number) => boolean): boolean {
  const { sender, senderFrame } = call;
  return isOurs(sender.id) && senderFrame !== null && senderFrame.parent === null && senderFrame.origin === appOrigin;
}
