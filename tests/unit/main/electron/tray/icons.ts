import type { IconState, TrayIcon } from '../../../../../core/views/tray-icon.ts';

/** An icon with two equal bars. */
export function icon(state: IconState, leftPercent: number | null, attention = false): TrayIcon {
  const figure = { state, leftPercent };
  return { style: 'bars', tone: 'automatic', attention, figure, bars: [figure, figure] };
}
