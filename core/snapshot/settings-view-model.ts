import type { Settings } from '../settings/settings.ts';
import type { DoctorCheck } from './doctor.ts';
import type { Appearance, Notice } from './panel-view-model.ts';

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
  }[];
  readonly notices: readonly Notice[];
}
