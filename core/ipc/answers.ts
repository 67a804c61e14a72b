import type { Catalogue } from '../i18n/plural-forms.ts';
import type { SettingsView } from '../views/settings.ts';

/** Whether the user agreed to a change of settings, and the present settings. */
export interface ConfirmedChange {
  readonly applied: boolean;
  readonly view: SettingsView;
}

/** Whether an action of the settings succeeded, and a sentence about it; null: the user closed the dialog. */
export interface ActionAnswer {
  readonly ok: boolean;
  readonly message: string | null;
}

/** Whether a page or a file was opened, and a sentence that says so, or says where it is. */
export interface OfferAnswer {
  readonly opened: boolean;
  readonly message: string;
}

/** Whether the command is on the clipboard, and a sentence that says what to do with it or that there is none. */
export interface CopyAnswer {
  readonly copied: boolean;
  readonly message: string;
}

/** Whether the whole history was deleted, and a sentence that says so or why not. */
export interface HistoryClearAnswer {
  readonly cleared: boolean;
  readonly message: string;
}

/** Whether a file was written, and a sentence about it; null: the user closed the dialog. */
export interface UsageExportAnswer {
  readonly saved: boolean;
  readonly message: string | null;
}

/** The texts of a page in the user's language. Null texts: the language is English, which every page has. */
export interface PageTexts {
  readonly language: string;
  readonly texts: Catalogue | null;
}
