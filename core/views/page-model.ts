import type { FactAction, FactBarView } from './panel.ts';
import type { MeterView, PoolStatView, RowMarks, TileView } from './panel-model.ts';

/** The page of one account. It is asked for, and again when the row of the account changes. */
export interface AccountPageView {
  readonly id: string;
  readonly tile: TileView;
  readonly name: string;
  readonly domain: string | null;
  /** `Claude · Max 20× · River Ltd`. */
  readonly subtitle: string;
  readonly marks: RowMarks;
  /** The user's group; null: none. */
  readonly group: string | null;
  /** Why the account cannot be used, or what to do; empty: nothing. */
  readonly messages: readonly string[];
  /** The command that signs the account in again; null: nothing to copy. */
  readonly signInCommand: string | null;
  /** True: the account needs a new key, which the user enters in the settings. */
  readonly needsKey: boolean;
  readonly limits: readonly MeterView[];
  /** The limits and balances that have a history, for `history.get`. */
  readonly historyChoices: readonly { readonly id: string; readonly label: string }[];
  /** The limits with a bar for each day, for `history.peaks`. */
  readonly peakChoices: readonly { readonly id: string; readonly label: string }[];
  readonly facts: readonly PageFactView[];
  readonly sources: readonly SourceView[];
  /** What starts the tool with this account; null: the account was not found in a folder. */
  readonly startCommand: string | null;
  readonly links: readonly PageLinkView[];
  /** Accounts of this provider may have daily usage. */
  readonly hasDailyUsage: boolean;
  /** True: the user added the account with a key and can remove it. */
  readonly isAdded: boolean;
}

/** Money, banked resets and the like on the page of an account. */
export interface PageFactView {
  readonly id: string;
  readonly name: string;
  /** `€12.37 left`. */
  readonly text: string;
  /** `€7.63 of €20.00 used · resets 1 Dec`; null: none. */
  readonly note: string | null;
  readonly tone: 'normal' | 'attention' | 'stale';
  readonly bar: FactBarView | null;
  readonly actions: readonly FactAction[];
}

/** Where a group of figures comes from: `Limits`, `Claude usage page`, `read 20:11, 2 min ago · next at 20:26`. */
export interface SourceView {
  readonly name: string;
  readonly text: string;
  /** Null: there is nothing to add, as for an exchange rate. */
  readonly note: string | null;
}

/** A page of the service that the browser opens. */
export interface PageLinkView {
  readonly id: 'usage' | 'status' | 'billing';
  readonly text: string;
}

/** The fullest period of each day or week, one bar each. */
export interface PeaksView {
  readonly accountId: string;
  readonly windowId: string;
  readonly range: 'month' | 'year';
  /** `5-hour limit, last 30 days`. */
  readonly title: string;
  /** The days, or the first days of the weeks. */
  readonly days: readonly PeakDayView[];
  /** `Bars show how much was used in the fullest period of each day. It was used up on 1 day.` */
  readonly summary: string;
  /** What the scale counts: `used`. */
  readonly axisText: string;
  /** The first and the last day as texts, for the axis. */
  readonly fromText: string;
  readonly toText: string;
  /** The lines of the scale: a percentage and its text. */
  readonly ticks: readonly { readonly percent: number; readonly text: string }[];
}

export interface PeakDayView {
  /** `YYYY-MM-DD` in the user's time zone. */
  readonly day: string;
  /** 0 to 100; null: nothing was read on this day. */
  readonly usedPercent: number | null;
  /** `31 Oct: 93% used`. */
  readonly text: string;
  /** From 90 % on, drawn striped. */
  readonly isFull: boolean;
}

/** The page about all accounts, as tables. */
export interface PoolPageView {
  readonly stats: readonly PoolStatView[];
  /** `By service`, `By group`. */
  readonly tables: readonly PoolTableView[];
}

export interface PoolTableView {
  readonly id: 'provider' | 'group' | 'money';
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly string[] }[];
}
