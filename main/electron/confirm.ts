import { dialog, type BrowserWindow } from 'electron';
import type { Confirmation } from '../../core/settings/confirmation.ts';

/** Asks the person; false where they did not agree, or no dialog could be shown. */
export type Confirm = (webContentsId: number, question: Confirmation) => Promise<boolean>;

/**
 * Asks in a dialog of the system, which no page can draw over or press. Cancelling is the default, so that a
 * stray Enter agrees to nothing.
 */
export function createConfirm(parts: {
  readonly windowOf: (webContentsId: number) => BrowserWindow | null;
  readonly log: (message: string) => void;
}): Confirm {
  return async (webContentsId, { message, detail, agree, cancel }) => {
    const window = parts.windowOf(webContentsId);
    if (window === null) return false;
    const buttons = [cancel, agree];
    try {
      const { response } = await dialog.showMessageBox(window, {
        ...{ type: 'question', message, detail, buttons },
        ...{ defaultId: 0, cancelId: 0, noLink: true },
      });
      return response === 1;
    } catch (cause) {
      parts.log(`A question to the person could not be shown: ${String(cause)}`);
      return false;
    }
  };
}
