import path from 'node:path';

import { app, type BrowserWindow, dialog } from 'electron';

import type { Confirmation } from '../../core/settings/confirmation.ts';
import { replaceFile } from '../node/storage/json-file.ts';

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

interface FileToSave {
  /** The window that asked, by its contents: the dialog belongs to it. */
  readonly webContentsId: number;
  readonly name: string;
  /** What is to be written: a text, or work that writes it itself, whole or not at all. */
  readonly text: string | ((file: string) => Promise<boolean>);
}

type SaveOutcome =
  /** `file`: its name without the folder. */
  { readonly kind: 'saved'; readonly file: string } | { readonly kind: 'cancelled' | 'failed' };

export type SaveFile = (file: FileToSave) => Promise<SaveOutcome>;

/**
 * Asks where a file should go and writes it whole or not at all, for its owner alone (0600). Nothing is
 * thrown; a dialog that was closed is no error.
 */
export function createSaveFile(parts: {
  readonly windowOf: (webContentsId: number) => BrowserWindow | null;
  /** Keeps a window from hiding while the dialog has the focus. */
  readonly heldOpen: <T>(work: () => Promise<T>) => Promise<T>;
}): SaveFile {
  return async ({ webContentsId, name, text }) => {
    const extension = path.extname(name).slice(1);
    const options = {
      defaultPath: path.join(documentsFolder(), name),
      filters: [{ name: extension.toUpperCase(), extensions: [extension] }],
    };
    const window = parts.windowOf(webContentsId);
    const asked = await parts
      .heldOpen(() => (window === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options)))
      .catch(() => null);
    if (asked === null) return { kind: 'failed' };
    const chosen = asked.filePath ?? '';
    if (asked.canceled || chosen === '') return { kind: 'cancelled' };
    const isWritten = typeof text === 'string' ? replaceFile(chosen, text).ok : await text(chosen);
    return isWritten ? { kind: 'saved', file: path.basename(chosen) } : { kind: 'failed' };
  };
}

/** Not every system has one. */
function documentsFolder(): string {
  try {
    return app.getPath('documents');
  } catch {
    return app.getPath('home');
  }
}
