import { inDirection } from '../i18n/direction.ts';
import type { LocaleContext } from '../i18n/translate.ts';

/** One row of the tray menu. */
export type MenuRow =
  | { readonly kind: 'separator' }
  | { readonly kind: 'action'; readonly text: string; readonly enabled: boolean; readonly command: MenuCommand }
  | { readonly kind: 'checkbox'; readonly text: string; readonly checked: boolean; readonly command: MenuCommand }
  | { readonly kind: 'submenu'; readonly text: string; readonly rows: readonly MenuRow[] };

/** What the app does after a click on a row of the tray menu. */
export type MenuCommand =
  | { readonly do: 'refresh' | 'open-panel' | 'open-settings' | 'quit' }
  | { readonly do: 'open-account' | 'refresh-account'; readonly accountId: string }
  /** `accountId` null: the icon follows the automatic choice again. */
  | { readonly do: 'follow'; readonly accountId: string | null }
  | { readonly do: 'copy'; readonly text: string }
  /** `accountId` null: all accounts; `forMinutes` null: ends the muting. */
  | { readonly do: 'mute'; readonly accountId: string | null; readonly forMinutes: number | null }
  | { readonly do: 'hide-personal'; readonly isOn: boolean };

/** The separator between two groups of rows. */
export const separator: MenuRow = { kind: 'separator' };

/** Returns a row that does something at a click. */
export function actionRow(text: string, command: MenuCommand, enabled = true): MenuRow {
  return { kind: 'action', text, enabled, command };
}

/** Returns the rows with texts that desktops write in the direction of the user's language. */
export function rowsInDirection(rows: readonly MenuRow[], locale: LocaleContext): readonly MenuRow[] {
  return rows.map((row) => {
    if (row.kind === 'separator') return row;
    const text = inDirection(row.text, locale);
    return row.kind === 'submenu' ? { ...row, text, rows: rowsInDirection(row.rows, locale) } : { ...row, text };
  });
}
