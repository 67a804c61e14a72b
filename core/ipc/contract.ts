import * as v from 'valibot';
import type { NotificationsView } from '../alerts/view.ts';
import type { DailyUsageView } from '../daily-usage/view-model.ts';
import { historyRanges, type HistoryView } from '../history/view-model.ts';
import type { ResetAnswer, ResetQuestion } from '../reset-credits/reset-text.ts';
import { providerIds } from '../providers/provider-id.ts';
import type { AccountAnswer, RefreshAnswer } from '../views/answers.ts';
import type { PanelView } from '../views/panel.ts';
import type { SettingsView } from '../views/settings.ts';
import { confirmedSettingsSchema, freeSettingsSchema } from '../settings/confirmation.ts';
import { boundedText, longestId } from '../units/bounds.ts';
import type { WarmupsView, WarmupTryAnswer } from '../warm-ups/view-model.ts';
import type { commands, CommandName, EventName, events } from './channels.ts';

const id = boundedText(longestId);

/** The input of each command, checked at run time. The compiler checks the outputs. */
export const commandInputs = {
  'panel.get': v.undefined(),
  'accounts.refresh': v.strictObject({ accountId: v.nullable(id) }),
  'accounts.forget': v.strictObject({ accountId: id }),
  /** The key comes in by these two only, and nothing gives it back. */
  'accounts.add': v.strictObject({
    provider: v.picklist(providerIds),
    label: boundedText(200),
    baseUrl: v.nullable(boundedText(4000)),
    organizationId: v.nullable(boundedText(400)),
    key: boundedText(8000),
  }),
  'accounts.give-key': v.strictObject({
    accountId: id,
    key: boundedText(8000),
  }),
  'accounts.remove': v.strictObject({ accountId: id }),
  'offers.open': v.strictObject({ accountId: id }),
  'offers.dismiss': v.strictObject({ accountId: id }),
  'resets.prepare': v.strictObject({ accountId: id }),
  'resets.redeem': v.strictObject({
    accountId: id,
    confirmation: boundedText(100),
  }),
  /** Turns the daily usage on; it is never on by itself. */
  'usage.enable': v.undefined(),
  'usage.get': v.strictObject({ accountId: id }),
  'usage.refresh': v.strictObject({ accountId: id }),
  'usage.export': v.strictObject({
    accountId: id,
    format: v.picklist(['csv', 'json']),
  }),
  /** Without an account: all of them together; without a window: the first there is. */
  'history.get': v.strictObject({
    accountId: v.nullable(id),
    windowId: v.nullable(id),
    range: v.picklist(historyRanges),
  }),
  'history.export': v.strictObject({
    accountId: v.nullable(id),
    format: v.picklist(['csv', 'json']),
  }),
  'history.clear': v.undefined(),
  'notices.get': v.undefined(),
  'notices.seen': v.undefined(),
  /** The user has read what was lost of the app's own files. */
  'problems.seen': v.undefined(),
  /** No account: all of them. No minutes: show them again. */
  'notices.snooze': v.strictObject({
    accountId: v.nullable(v.pipe(id, v.minLength(1))),
    forMinutes: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1440))),
  }),
  /** Runs one of the commands in the settings now, once the person has agreed in a dialog of the system. */
  'hooks.try': v.strictObject({ index: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(31)) }),
  'warmups.get': v.undefined(),
  /** Makes one real request, once the person has agreed in a dialog of the system. */
  'warmups.try': v.strictObject({ accountId: id }),
  'settings.get': v.undefined(),
  /** Some settings by name; unknown names and wrong values are refused as a whole. */
  'settings.set': freeSettingsSchema,
  /** Settings that run a program, read a folder or move the ledger: a dialog of the system asks first. */
  'settings.set-confirmed': confirmedSettingsSchema,
  'rates.refresh': v.undefined(),
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
  'accounts.add': AccountAnswer;
  'accounts.give-key': AccountAnswer;
  'accounts.remove': AccountAnswer;
  'offers.open': OfferAnswer;
  'offers.dismiss': null;
  'resets.prepare': ResetQuestion;
  'resets.redeem': ResetAnswer;
  'usage.enable': null;
  /** null: no such account. */
  'usage.get': DailyUsageView | null;
  'usage.refresh': DailyUsageView | null;
  'usage.export': UsageExportAnswer;
  /** null: no such account, or no history at all. */
  'history.get': HistoryView | null;
  'history.export': UsageExportAnswer;
  'history.clear': HistoryClearAnswer;
  'notices.get': NotificationsView;
  'notices.seen': NotificationsView;
  'notices.snooze': NotificationsView;
  'problems.seen': null;
  /** The message is null where the person did not agree. */
  'hooks.try': { readonly message: string | null };
  'warmups.get': WarmupsView;
  'warmups.try': WarmupTryAnswer;
  'settings.get': SettingsView;
  'settings.set': SettingsView;
  'settings.set-confirmed': ConfirmedChange;
  'rates.refresh': RatesAnswer;
  'windows.open': null;
  'windows.close': null;
  'data.reveal': null;
  'diagnostics.copy': null;
}

/** Whether the person agreed to a change of settings, and the settings as they are now. */
export interface ConfirmedChange {
  readonly applied: boolean;
  readonly view: SettingsView;
}

/** Whether new exchange rates came, and the sentence that says so or why not. */
export interface RatesAnswer {
  readonly ok: boolean;
  readonly message: string;
}

/** Whether the page of an offer was opened in the browser, and the sentence that says so or where it is. */
export interface OfferAnswer {
  readonly opened: boolean;
  readonly message: string;
}

/** Whether all of the history was deleted, and the sentence that says so or why not. */
export interface HistoryClearAnswer {
  readonly cleared: boolean;
  readonly message: string;
}

/** Whether a file was written, and the sentence about it; null: the user closed the dialog. */
export interface UsageExportAnswer {
  readonly saved: boolean;
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

type Call<K extends CommandName> =
  CommandInput<K> extends undefined
    ? () => Promise<CommandAnswer<CommandOutputs[K]>>
    : (input: CommandInput<K>) => Promise<CommandAnswer<CommandOutputs[K]>>;

/** Adds a listener and returns the function that removes it. */
type Subscribe<K extends EventName> = (listener: (payload: EventPayloads[K]) => void) => () => void;

/** The object `window.quotaTray` of a page: named functions without channels and event objects. */
export type Bridge = {
  readonly [Method in keyof typeof commands]: Call<(typeof commands)[Method]['channel']>;
} & {
  readonly [Method in keyof typeof events]: Subscribe<(typeof events)[Method]['channel']>;
};
