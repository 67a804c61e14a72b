/** The data of the warm-ups section of the settings, as localised texts. */
export interface WarmupsView {
  readonly nowMs: number;
  /** The accounts whose tool can start a window, with the command that would run. */
  readonly accounts: readonly {
    readonly id: string;
    readonly label: string;
    /** null: its sign-in was not found, so no command can run. */
    readonly command: string | null;
  }[];
  /** Says what a run costs, and how many runs there were. */
  readonly costText: string;
  /** Why no schedule runs; null: the schedules run. */
  readonly offText: string | null;
  /** Today and tomorrow. */
  readonly days: readonly WarmupDay[];
}

export interface WarmupDay {
  readonly id: 'today' | 'tomorrow';
  readonly label: string;
  /** The position of now on the timeline of this day, 0 to 100; null: now is on another day. */
  readonly nowPercent: number | null;
  readonly slots: readonly ScheduledTimeView[];
}

export interface ScheduledTimeView {
  readonly key: string;
  readonly timeText: string;
  readonly account: string;
  readonly tone: 'planned' | 'good' | 'quiet' | 'problem';
  /** Says what happened, or that the run is planned. */
  readonly text: string;
  /** The start and end of the window that the run opened or would open; null: none. */
  readonly windowText: string | null;
  /** The same window on the timeline, 0 to 100, cut off at the end of the day; null: none. */
  readonly bar: { readonly fromPercent: number; readonly toPercent: number } | null;
}

/** The answer to the command that runs a warm-up now. */
export interface WarmupTryAnswer {
  readonly ok: boolean;
  /** What happened; null: the user did not confirm, so nothing ran. */
  readonly message: string | null;
}

/** A scheduled time or run for `warmups --json`. */
export interface WarmupLine {
  readonly accountId: string;
  readonly at: string;
  readonly byHand: boolean;
  readonly state: string;
  readonly reason: string | null;
  readonly resetsAt: string | null;
}
