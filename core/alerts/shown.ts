import type { DesktopNotification } from '../ports.ts';

/** A button on a notice of the desktop: nothing is shown of these accounts for a while. */
export interface SnoozeButton {
  readonly text: string;
  readonly accountIds: readonly string[];
  /** Epoch ms; null: for an hour from the press. */
  readonly untilMs: number | null;
}

/** How a notice is shown, beyond its words. */
export interface ShownHow {
  /** Its own name, by which a later one can take its place. */
  readonly tag: string;
  /** Notices that this one takes the place of, by their names. */
  readonly replaces: readonly string[];
  readonly buttons: readonly SnoozeButton[];
}

/** Shows notices by the desktop; what it cannot do of `how` is left out. */
export interface AlertNotifier {
  readonly show: (notification: DesktopNotification, how?: ShownHow) => void;
}
