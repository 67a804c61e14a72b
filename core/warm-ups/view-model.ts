/** What the settings show of warm-ups, in the reader's words. */
export interface WarmupsView {
  readonly nowMs: number;
  /** Accounts whose own tool can begin a window, with the command that would run. */
  readonly accounts: readonly {
    readonly id: string;
    readonly label: string;
    /** null: its sign-in is not found now, so nothing can run. */
    readonly command: string | null;
  }[];
  /** What a run costs, and how many there were. */
  readonly costText: string;
  /** Why nothing runs although there are schedules; null: it does. */
  readonly offText: string | null;
  /** Today and tomorrow. */
  readonly days: readonly WarmupDay[];
}

export interface WarmupDay {
  readonly id: 'today' | 'tomorrow';
  readonly label: string;
  /** Where now is on the line of this day, 0 to 100; null: on another day. */
  readonly nowPercent: number | null;
  readonly slots: readonly ScheduledTimeView[];
}

export interface ScheduledTimeView {
  readonly key: string;
  readonly timeText: string;
  readonly account: string;
  readonly tone: 'planned' | 'good' | 'quiet' | 'problem';
  /** What happened, or that it is planned. */
  readonly text: string;
  /** The window that begins, or would: from and until; null: none does. */
  readonly windowText: string | null;
  /** The same on the line of the day, 0 to 100, cut off at its end. */
  readonly bar: { readonly fromPercent: number; readonly toPercent: number } | null;
}

/** The answer to "try it now". */
export interface WarmupTryAnswer {
  readonly ok: boolean;
  /** What came of it; null: the person did not agree, so nothing ran. */
  readonly message: string | null;
}

/** A slot or run for `warmups --json`. */
export interface WarmupLine {
  readonly accountId: string;
  readonly at: string;
  readonly byHand: boolean;
  readonly state: string;
  readonly reason: string | null;
  readonly resetsAt: string | null;
}
