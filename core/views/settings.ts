import type { CurrencyChoice } from '../snapshot/currency-choices.ts';
import type { ProviderId } from '../providers/provider-id.ts';
import type { Settings } from '../settings/settings.ts';
import type { DoctorCheck } from './doctor.ts';
import type { Appearance, Notice } from './panel.ts';

/** What the settings window shows beside its own labels. */
export interface SettingsView {
  readonly version: number;
  readonly appearance: Appearance;
  readonly settings: Settings;
  /** Languages the app speaks, each in its own name. */
  readonly languages: readonly { readonly tag: string; readonly name: string }[];
  readonly dataFolder: string;
  readonly canStartAtLogin: boolean;
  /** What works here and what does not, in words: tray host, notifications, secret store, versions. */
  readonly diagnostics: readonly DoctorCheck[];
  readonly accounts: readonly {
    readonly id: string;
    readonly label: string;
    readonly subtitle: string;
    readonly place: string;
    /** The user added it with a key; left out: its own tool signs it in. */
    readonly isAdded?: true;
  }[];
  /** The services whose accounts can be added with a key. */
  readonly addable: readonly AddableProvider[];
  readonly rates: RatesView;
  readonly notices: readonly Notice[];
}

export interface AddableProvider {
  readonly id: ProviderId;
  readonly name: string;
  /** Where a key is made; null: the operator of the service gives it. */
  readonly keyPage: string | null;
  /** null: the user says where the service is. */
  readonly defaultBaseUrl: string | null;
  readonly needsKey: boolean;
}

/** What the settings say of exchange rates. */
export interface RatesView {
  /** Their day, who says so and the one in use, or that there are none. */
  readonly text: string;
  /** False where the configured address must not be asked; `text` says so. */
  readonly canRefresh: boolean;
  readonly currencies: readonly CurrencyChoice[];
  /** How the reader writes numbers: the mark before decimals and the one between thousands. */
  readonly marks: { readonly decimal: string; readonly group: string };
  /** Today where the reader is, `YYYY-MM-DD`: the day a rate of the user's own is of. */
  readonly today: string;
}
