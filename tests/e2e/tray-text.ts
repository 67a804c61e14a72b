import type { MenuItem, StatusNotifierHost } from '../support/desktop/status-notifier-host.ts';

/** The rows as their words, a separator as a line. Figures are padded with a space as wide as a digit. */
export function wordsOf(rows: readonly MenuItem[]): readonly string[] {
  return rows.map(({ type, label }) => (type === 'separator' ? '---' : label.replaceAll('\u2007', ' ')));
}

/** All rows, those of submenus too. */
export function allRows(rows: readonly MenuItem[]): readonly MenuItem[] {
  return rows.flatMap((row) => [row, ...allRows(row.children)]);
}

/** The rows that every menu ends with. */
export const lastRows = [
  ...['---', 'Refresh now', 'Open Quota Tray', 'Mute notifications', 'Hide names and money', 'Settings…'],
  ...['---', 'Quit'],
] as const;

/** Clicks the row with these words. The menu follows the figures within a second, so it waits for the row. */
export async function clickRow(tray: StatusNotifierHost, words: string): Promise<void> {
  await waitForRow(tray, words);
  const row = allRows(await tray.readMenu()).find((each) => wordsOf([each])[0]?.trim() === words);
  if (row === undefined) throw new Error(`the menu has no row "${words}"`);
  await tray.click(row.id);
}

/** Waits for a row with these words anywhere in the menu. */
export async function waitForRow(tray: StatusNotifierHost, words: string): Promise<void> {
  await tray.waitForMenu((rows) => wordsOf(allRows(rows)).some((row) => row.trim() === words));
}

/**
 * The time from now until a moment, as the menu says it: counted from the whole minute, so that it
 * changes once a minute. Reckoned here by itself, from what the service said.
 */
export function timeUntil(atMs: number, nowMs: number = Date.now()): string {
  const minutes = Math.trunc((atMs - (nowMs - (nowMs % 60_000))) / 60_000);
  const [days, hours, rest] = [Math.trunc(minutes / 1440), Math.trunc(minutes / 60) % 24, minutes % 60];
  if (days > 0) return `${days}d ${hours}h`;
  return hours > 0 ? `${hours}h ${String(rest).padStart(2, '0')}m` : `${rest}m`;
}
