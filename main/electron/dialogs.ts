import path from 'node:path';

import { app, type BrowserWindow, dialog, type OpenDialogOptions } from 'electron';

import type { Confirmation } from '../../core/settings/confirmation.ts';
import { replaceFile } from '../node/storage/json-file.ts';

/** Asks the user. False if the user did not agree, or if no dialog could be shown. */
export type Confirm = (webContentsId: number, question: Confirmation) => Promise<boolean>;

/**
 * Creates a function that asks in a dialog of the system, which no page can cover or press. Cancel is the default button,
 * so that an accidental Enter agrees to nothing.
 */
export function createConfirm(parts: {
  readonly windowOf: (webContentsId: number) => BrowserWindow | null;
  readonly log: (message: string) => void;
  /** Returns a sentence as the system should write it. */
  readonly shown: (text: string) => string;
}): Confirm {
  return async (webContentsId, { message, detail, agree, cancel }) => {
    const window = parts.windowOf(webContentsId);
    if (window === null) return false;
    const buttons = [cancel, agree];
    try {
      const { response } = await dialog.showMessageBox(window, {
        // The detail is a command, an address or a folder, which is written from left to right.
        ...{ type: 'question', message: parts.shown(message), detail, buttons },
        ...{ defaultId: 0, cancelId: 0, noLink: true },
      });
      return response === 1;
    } catch (cause) {
      parts.log(`A question could not be shown: ${String(cause)}`);
      return false;
    }
  };
}

interface FileToSave {
  /** The id of the page that asked. The dialog belongs to its window. */
  readonly webContentsId: number;
  readonly name: string;
  /** What to write, or a function that writes the file itself, completely or not at all. */
  readonly content: string | Uint8Array | ((file: string) => Promise<boolean>);
}

type SaveOutcome =
  /** `file`: the name without the folder. */
  { readonly kind: 'saved'; readonly file: string } | { readonly kind: 'cancelled' | 'failed' };

export type SaveFile = (file: FileToSave) => Promise<SaveOutcome>;

/**
 * Creates a function that asks where to save a file, and writes it completely or not at all, for its owner only (0600).
 * It never rejects. A closed dialog is not an error.
 */
export function createSaveFile(parts: {
  readonly windowOf: (webContentsId: number) => BrowserWindow | null;
  /** Keeps the panel open while the dialog has the focus. */
  readonly keepOpenDuring: <T>(work: () => Promise<T>) => Promise<T>;
}): SaveFile {
  return async ({ webContentsId, name, content }) => {
    const extension = path.extname(name).slice(1);
    const options = {
      defaultPath: path.join(documentsFolder(), name),
      filters: [{ name: extension.toUpperCase(), extensions: [extension] }],
    };
    const window = parts.windowOf(webContentsId);
    const answer = await parts
      .keepOpenDuring(() => (window === null ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options)))
      .catch(() => null);
    if (answer === null) return { kind: 'failed' };
    const chosen = answer.filePath ?? '';
    if (answer.canceled || chosen === '') return { kind: 'cancelled' };
    const isWritten = typeof content === 'function' ? await content(chosen) : replaceFile(chosen, content).ok;
    return isWritten ? { kind: 'saved', file: path.basename(chosen) } : { kind: 'failed' };
  };
}

/** Asks for a file. Null: the user closed the dialog, or no dialog could be shown. */
export type OpenFile = (
  webContentsId: number,
  filter: { readonly name: string; readonly extensions: readonly string[] },
) => Promise<string | null>;

/** Creates a function that asks for one file in a dialog of the system. */
export function createOpenFile(parts: {
  readonly windowOf: (webContentsId: number) => BrowserWindow | null;
  readonly log: (message: string) => void;
}): OpenFile {
  return async (webContentsId, { name, extensions }) => {
    const options: OpenDialogOptions = {
      properties: ['openFile'],
      filters: [{ name, extensions: [...extensions] }],
    };
    const window = parts.windowOf(webContentsId);
    try {
      const answer = await (window === null ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options));
      return answer.canceled ? null : (answer.filePaths[0] ?? null);
    } catch (cause) {
      parts.log(`A file could not be chosen: ${String(cause)}`);
      return null;
    }
  };
}

/** Returns the documents folder, or the home folder if the system has none. */
function documentsFolder(): string {
  try {
    return app.getPath('documents');
  } catch {
    return app.getPath('home');
  }
}
