import type { MeterLevel } from './tray-view-model.ts';

/**
 * All that the panel draws, in the reader's words and numbers. The renderer computes nothing from it.
 * `version` grows with every push, so that a late one is dropped.
 */
export interface PanelView {
  readonly version: number;
  readonly appearance: Appearance;
  /** `2 min ago`, `Refreshing…` or null when nothing was ever read. */
  readonly updatedText: string | null;
  readonly refreshing: boolean;
  readonly refreshEnabled: boolean;
  /** Things about the app itself that the user must know (settings file set aside, no tray host, …). */
  readonly notices: readonly Notice[];
  readonly pool: PoolView | null;
  readonly accounts: readonly AccountCardView[];
  /** Shown instead of cards when there is no account: what was looked for and how to sign in. */
  readonly empty: EmptyView | null;
}

export interface Appearance {
  /** BCP 47. */
  readonly language: string;
  readonly theme: 'system' | 'light' | 'dark';
}

export interface Notice {
  readonly id: string;
  readonly text: string;
}

export interface PoolView {
  /** `5 active · 1 exhausted · 1 unknown` */
  readonly accountsText: string;
  /** `1,796 credits ≈ $71.86`, or null. */
  readonly creditsText: string | null;
  /** `Highest: work 93 %`, or null. */
  readonly mostUsedText: string | null;
}

export interface EmptyView {
  readonly title: string;
  readonly steps: readonly string[];
}

export interface AccountCardView {
  readonly id: string;
  readonly provider: string;
  readonly label: string;
  /** `Codex · Pro` */
  readonly subtitle: string;
  /** The state in one or two words; null when fresh and usable. */
  readonly stateText: string | null;
  readonly stateTone: 'quiet' | 'attention';
  /** Only a new sign-in brings new figures; the card offers what one can do about it. */
  readonly needsSignIn: boolean;
  /** One sentence with what to do; null when there is nothing to say. */
  readonly message: string | null;
  /** `as of 9 min ago`, only when the figures are not fresh. */
  readonly ageText: string | null;
  readonly meters: readonly MeterRowView[];
  readonly facts: readonly FactRowView[];
  /** A quiet line below the figures: parts of the answer were not understood; null: nothing to say. */
  readonly footnote: string | null;
}

export interface MeterRowView {
  readonly id: string;
  /** `5 h`, `Weekly`, `Spark · Weekly` */
  readonly name: string;
  /** `41 % left`, `used up`, `–` */
  readonly figure: string;
  readonly level: MeterLevel;
  /** How much of the bar is filled, 0..100; null draws the outlined, empty meter of the unknown. */
  readonly fillPercent: number | null;
  /** Hatched: there is something left but it cannot be used now. */
  readonly blocked: boolean;
  /** Grey: the figure is old. */
  readonly stale: boolean;
  /** Where an even pace would be, on the same scale as the fill; null when not known. */
  readonly pacePercent: number | null;
  /** `resets in 1h 02m`, `Reset due · checking`, or null. */
  readonly detail: string | null;
  /** What a screen reader says for the meter: name, figure and state in words. */
  readonly spoken: string;
  /** Opened details: `Source`, `Read`, `Resets` with their texts. */
  readonly details: readonly DetailView[];
}

export interface FactRowView {
  readonly id: 'credits' | 'grant' | 'spend' | 'reset-credits';
  /** `Credits`, `Spend limit`, `Extra usage`, `Reset credits` */
  readonly name: string;
  readonly text: string;
  readonly tone: 'normal' | 'attention' | 'stale';
  readonly details: readonly DetailView[];
}

export interface DetailView {
  readonly name: string;
  readonly text: string;
}
