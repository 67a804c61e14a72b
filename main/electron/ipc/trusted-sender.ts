import { appOrigin } from '../security/app-origin.ts';

/** What the guard looks at of a call from a page. */
export interface CallOrigin {
  readonly sender: { readonly id: number };
  /** Null when the frame has navigated or is gone. */
  readonly senderFrame: { readonly parent: unknown; readonly origin: string } | null;
}

/** Only the top page of a window of ours, from our own origin: a frame inside it has the same window. */
export function isTrustedSender(call: CallOrigin, isOurs: (webContentsId: number) => boolean): boolean {
  const { sender, senderFrame } = call;
  return isOurs(sender.id) && senderFrame !== null && senderFrame.parent === null && senderFrame.origin === appOrigin;
}
