import * as v from 'valibot';
import type {
  ActionAnswer,
  ConfirmedChange,
  CopyAnswer,
  HistoryClearAnswer,
  OfferAnswer,
  PageTexts,
  UsageExportAnswer,
} from './answers.ts';
import type { NotificationsView } from '../alerts/view.ts';
import type { DailyUsageView } from '../daily-usage/view-model.ts';
import { historyRanges, type HistoryView } from '../history/view-model.ts';
import type { ResetAnswer, ResetQuestion } from '../reset-credits/reset-text.ts';
import { type ProviderId, providerIds } from '../providers/provider-id.ts';
import type { AccountAnswer, RefreshAnswer } from '../views/answers.ts';
import type { AccountPageView, PeaksView, PoolPageView } from '../views/page-model.ts';
import { peakRanges } from '../views/peaks.ts';
import type { PanelView } from '../views/panel.ts';
import type { PanelMenuAction } from '../views/panel-menu.ts';
import type { PanelChange } from '../views/panel-change.ts';
import type { SettingsView } from '../views/settings.ts';
import { updateActionIds } from '../views/updates.ts';
import type { RatesAnswer } from '../views/rates.ts';
import type { KeyStorageView } from '../views/key-storage.ts';
import type { PlacesView } from '../views/places.ts';
import type { SuggestionsView } from '../views/suggestions.ts';
import { firstChoiceSchema } from '../settings/first-choice.ts';
import { suggestionIdSchema } from '../settings/settings.ts';
import { type LayoutAnswer, layoutChangeSchema } from '../settings/layout.ts';
import { confirmedSettingsSchema, freeSettingsSchema } from '../settings/confirmation.ts';
import { boundedText, longestId } from '../units/bounds.ts';
import type { WarmupsView, WarmupTryAnswer } from '../warm-ups/view-model.ts';
import { additionInputs, type AdditionOutputs } from './additions.ts';
import type { commands, CommandName, EventName, events } from './channels.ts';

const id = boundedText(longestId);

/** The schema of the input of each command, checked at run time. The compiler checks the outputs. */
export const commandInputs = {
  'panel.get': v.undefined(),
  /** The texts of the page in the user's language. */
  'texts.get': v.undefined(),
  /** Opens a native menu at the pointer, of an account or of the whole panel. The marks decide only words and ticks. */
  'panel.menu': v.strictObject({
    account: v.nullable(
      v.strictObject({
        isPinned: v.boolean(),
        isHidden: v.boolean(),
        isMuted: v.boolean(),
        isInIcon: v.boolean(),
        hasCommand: v.boolean(),
      }),
    ),
  }),
  /** The height of all content in CSS px, so that the window can be as high. */
  'panel.fit': v.strictObject({ heightPx: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(100_000)) }),
  /** Whether the panel stays open when another window gets the focus. */
  'panel.keep-open': v.strictObject({ isOn: v.boolean() }),
  /** A PNG picture as base64, for the clipboard or a file that the user chooses. */
  'panel.copy-picture': v.strictObject({ png: boundedText(8_000_000) }),
  'panel.save-picture': v.strictObject({ png: boundedText(8_000_000) }),
  /** Changes the layout by the user's hand. The last changes can be taken back. */
  'layout.change': layoutChangeSchema,
  'layout.undo': v.undefined(),
  'account.get': v.strictObject({ accountId: id }),
  /** Copies the start command, the sign-in command, or the figures as text. A null account means all accounts. */
  'account.copy': v.strictObject({
    accountId: v.nullable(id),
    what: v.picklist(['start-command', 'sign-in-command', 'text']),
  }),
  /** Opens a page of the service. The address is the one of the provider, never one of the page. */
  'account.open-link': v.strictObject({ accountId: id, page: v.picklist(['usage', 'status', 'billing']) }),
  'pool.get': v.undefined(),
  'history.peaks': v.strictObject({ accountId: id, windowId: id, range: v.optional(v.picklist(peakRanges), 'month') }),
  'accounts.refresh': v.strictObject({ accountId: v.nullable(id) }),
  'accounts.forget': v.strictObject({ accountId: id }),
  ...additionInputs,
  'keys.storage': v.undefined(),
  'accounts.places': v.undefined(),
  'first-run.choose': firstChoiceSchema,
  'first-run.look': v.undefined(),
  'first-run.copy-sign-in': v.strictObject({ provider: v.picklist(providerIds) }),
  'sample.show': v.strictObject({ isOn: v.boolean() }),
  /** Looks for keys and sign-ins on this computer. */
  'suggestions.get': v.undefined(),
  /** Adds the account of a suggestion. The page names it by its id and never sees the key. */
  'suggestions.accept': v.strictObject({ id: suggestionIdSchema }),
  'suggestions.dismiss': v.strictObject({ id: suggestionIdSchema }),
  'suggestions.restore': v.undefined(),
  'offers.open': v.strictObject({ accountId: id }),
  'offers.dismiss': v.strictObject({ accountId: id }),
  'resets.prepare': v.strictObject({ accountId: id }),
  'resets.copy-command': v.strictObject({ accountId: id }),
  'resets.redeem': v.strictObject({
    accountId: id,
    confirmation: boundedText(100),
  }),
  /** Turns on the daily usage, which is off by default. */
  'usage.enable': v.undefined(),
  'usage.get': v.strictObject({ accountId: id }),
  'usage.refresh': v.strictObject({ accountId: id }),
  'usage.export': v.strictObject({
    accountId: id,
    format: v.picklist(['csv', 'json']),
  }),
  /** A null account means all accounts together. A null window means the first window. */
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
  /** The user has read which of the app's own files were lost. */
  'problems.seen': v.undefined(),
  /** A null account means all accounts. Null minutes end the snooze. */
  'notices.snooze': v.strictObject({
    accountId: v.nullable(v.pipe(id, v.minLength(1))),
    forMinutes: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1440))),
  }),
  /** Runs one of the user commands in the settings now, after the user agrees in a system dialog. */
  'hooks.try': v.strictObject({ index: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(31)) }),
  'warmups.get': v.undefined(),
  /** Sends one real request, after the user agrees in a system dialog. */
  'warmups.try': v.strictObject({ accountId: id }),
  'settings.get': v.undefined(),
  /** Changes some settings, by name. One unknown name or wrong value refuses the whole change. */
  'settings.set': freeSettingsSchema,
  /** Changes settings that run a program, read a folder or move the ledger. A system dialog asks the user first. */
  'settings.set-confirmed': confirmedSettingsSchema,
  'rates.refresh': v.undefined(),
  'windows.open': v.strictObject({
    window: v.picklist(['panel', 'settings']),
    addAccount: v.optional(v.strictObject({ provider: v.nullable(v.picklist(providerIds)) })),
  }),
  'windows.close': v.undefined(),
  /** Tries the way to a public page with the present settings. */
  'network.test': v.undefined(),
  /** Stores the user name and the password of the own proxy. No command returns the password. */
  'network.save-sign-in': v.strictObject({
    user: boundedText(400),
    password: boundedText(2000),
    /** True: the user wants the password in a file that only they can read. Left out: in the key store of the system. */
    inFile: v.optional(v.boolean()),
  }),
  'network.forget-sign-in': v.undefined(),
  /** Asks for a file with certificates in a dialog of the system. */
  'network.choose-certificates': v.undefined(),
  'settings.export': v.undefined(),
  'settings.import': v.undefined(),
  'settings.reset': v.undefined(),
  'data.reveal': v.undefined(),
  /** Opens a page about the app, or a text about licences that comes with it. The main process knows where they are. */
  'help.open': v.strictObject({ page: v.picklist(['guide', 'issues', 'licence', 'packages', 'releases']) }),
  /** The report without what is personal: as a text, to the clipboard, or to a file that the user chooses. */
  'diagnostics.get': v.undefined(),
  'diagnostics.copy': v.undefined(),
  'diagnostics.save': v.undefined(),
  /** Looks for a new version, downloads or installs it, opens its page, or closes the offer. */
  'updates.act': v.strictObject({ action: v.picklist(updateActionIds) }),
} as const satisfies Record<CommandName, v.GenericSchema>;

/** The type of the input of a command. */
export type CommandInput<K extends CommandName> = v.InferOutput<(typeof commandInputs)[K]>;

/** The output of each command. */
export interface CommandOutputs extends AdditionOutputs {
  'panel.get': PanelView;
  'texts.get': PageTexts;
  /** null: the user closed the menu. */
  'panel.menu': { readonly chosen: PanelMenuAction | null };
  'panel.fit': null;
  'panel.keep-open': null;
  'panel.copy-picture': CopyAnswer;
  'panel.save-picture': UsageExportAnswer;
  'layout.change': LayoutAnswer;
  'layout.undo': LayoutAnswer;
  /** null: there is no such account. */
  'account.get': AccountPageView | null;
  'account.copy': CopyAnswer;
  'account.open-link': OfferAnswer;
  'pool.get': PoolPageView;
  /** null: there is no such account or limit, or no history. */
  'history.peaks': PeaksView | null;
  'accounts.refresh': RefreshAnswer;
  'accounts.forget': null;
  'keys.storage': KeyStorageView;
  'accounts.places': PlacesView;
  'first-run.choose': null;
  'first-run.look': null;
  'first-run.copy-sign-in': CopyAnswer;
  'sample.show': null;
  'suggestions.get': SuggestionsView;
  'suggestions.accept': AccountAnswer;
  'suggestions.dismiss': SuggestionsView;
  'suggestions.restore': SuggestionsView;
  'offers.open': OfferAnswer;
  'offers.dismiss': null;
  'resets.prepare': ResetQuestion;
  'resets.copy-command': CopyAnswer;
  'resets.redeem': ResetAnswer;
  'usage.enable': null;
  /** null: there is no such account. */
  'usage.get': DailyUsageView | null;
  'usage.refresh': DailyUsageView | null;
  'usage.export': UsageExportAnswer;
  /** null: there is no such account, or no history at all. */
  'history.get': HistoryView | null;
  'history.export': UsageExportAnswer;
  'history.clear': HistoryClearAnswer;
  'notices.get': NotificationsView;
  'notices.seen': NotificationsView;
  'notices.snooze': NotificationsView;
  'problems.seen': null;
  /** The message is null if the user did not agree. */
  'hooks.try': { readonly message: string | null };
  'warmups.get': WarmupsView;
  'warmups.try': WarmupTryAnswer;
  'settings.get': SettingsView;
  'settings.set': SettingsView;
  'settings.set-confirmed': ConfirmedChange;
  'rates.refresh': RatesAnswer;
  'windows.open': null;
  'windows.close': null;
  'network.test': ActionAnswer;
  'network.save-sign-in': AccountAnswer;
  'network.forget-sign-in': ActionAnswer;
  'network.choose-certificates': ActionAnswer;
  'settings.export': ActionAnswer;
  'settings.import': ActionAnswer;
  'settings.reset': ActionAnswer;
  'data.reveal': null;
  'help.open': OfferAnswer;
  'diagnostics.get': { readonly text: string };
  'diagnostics.copy': null;
  'diagnostics.save': ActionAnswer;
  'updates.act': ActionAnswer;
}

/** The payload of each event. */
export interface EventPayloads {
  'panel.changed': PanelChange;
  'settings.changed': SettingsView;
  'settings.add-account': { readonly provider: ProviderId | null };
  'panel.focus-account': { readonly accountId: string };
}

/**
 * The answer to a command. An error is a value, because Electron passes only the message of a thrown error between
 * processes.
 */
export type CommandAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: { readonly code: CommandErrorCode } };

/** The code of a refused or failed command. */
export type CommandErrorCode = 'E_SENDER' | 'E_INPUT' | 'E_FAULT';

/** `true` when the table has an entry for every name, else `never`. */
type Covered<Names extends string, Table> = Exclude<Names, keyof Table> extends never ? true : never;
/** Fails to compile unless every command has an output type and every event has a payload type. */
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
