import * as v from 'valibot';
import type { PanelView } from '../snapshot/panel-view-model.ts';
import type { SettingsView } from '../snapshot/settings-view-model.ts';
import { settingsSchema } from '../settings/settings.ts';
import type { CommandName, EventName } from './channels.ts';

/** The only list of what a page may ask for. Inputs are checked at run time, outputs by the compiler. */
export const commandInputs = {
  'panel.get': v.undefined(),
  'accounts.refresh': v.strictObject({ accountId: v.nullable(v.pipe(v.string(), v.maxLength(200))) }),
  'accounts.forget': v.strictObject({ accountId: v.pipe(v.string(), v.maxLength(200)) }),
  'settings.get': v.undefined(),
  /** Some settings by name; unknown names and wrong values are refused as a whole. */
  'settings.set': v.strictObject(v.partial(settingsSchema).entries),
  'windows.open': v.strictObject({ window: v.picklist(['panel', 'settings']) }),
  'windows.close': v.undefined(),
  'data.reveal': v.undefined(),
  'diagnostics.copy': v.undefined(),
} as const satisfies Record<CommandName, v.GenericSchema>;

export type CommandInput<K extends CommandName> = v.InferOutput<(typeof commandInputs)[K]>;

export interface CommandOutputs {
  'panel.get': PanelView;
  'accounts.refresh': RefreshAnswer;
  'accounts.forget': null;
  'settings.get': SettingsView;
  'settings.set': SettingsView;
  'windows.open': null;
  'windows.close': null;
  'data.reveal': null;
  'diagnostics.copy': null;
}

/** Whether the refresh was accepted; if not, the sentence that says why and until when. */
export interface RefreshAnswer {
  readonly accepted: boolean;
  readonly message: string | null;
}

export interface EventPayloads {
  'panel.changed': PanelView;
  'settings.changed': SettingsView;
  'panel.focus-account': { readonly accountId: string };
}

/** Errors cross the process border as values, because Electron keeps only an error's message. */
export type CommandAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly code: CommandErrorCode } };

export type CommandErrorCode = 'E_SENDER' | 'E_INPUT' | 'E_FAULT';

/** Every command has an output type and every event a payload type, or this does not compile. */
type Covered<Names extends string, Table> = Exclude<Names, keyof Table> extends never ? true : never;
export const contractIsCovered: Covered<CommandName, CommandOutputs> & Covered<EventName, EventPayloads> = true;
