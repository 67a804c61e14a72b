import type { ChargedJob, InstallRow, Reservation } from './install.ts';

/** All that is needed of one install to decide about it, read in the transaction that decides. */
export interface InstallState {
  /** null: never seen. */
  readonly row: InstallRow | null;
  /** At least those that are open. */
  readonly reservations: readonly Reservation[];
  /** At least those that the request or an open reservation names and that were charged within the hour. */
  readonly jobs: readonly ChargedJob[];
}

/** What a decision stores, as whole new rows; null: nothing of that kind. */
export interface Changes {
  readonly row: InstallRow | null;
  readonly reservation: Reservation | null;
  readonly job: ChargedJob | null;
}

export const noChanges: Changes = { row: null, reservation: null, job: null };

export interface Decision<Answer> {
  readonly answer: Answer;
  readonly changes: Changes;
}
