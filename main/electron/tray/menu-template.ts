import type { MenuItemConstructorOptions } from 'electron';
import { assertNever } from '../../../core/assert-never.ts';
import type { MenuAction, MenuRow } from '../../../core/views/tray.ts';

export interface MenuHandlers {
  readonly onAction: (action: MenuAction) => void;
  readonly onAccount: (accountId: string) => void;
}

/** The rows as Electron's menu takes them. */
export function menuTemplate(rows: readonly MenuRow[], handlers: MenuHandlers): MenuItemConstructorOptions[] {
  return rows.map((row) => menuItem(row, handlers));
}

function menuItem(row: MenuRow, { onAction, onAccount }: MenuHandlers): MenuItemConstructorOptions {
  switch (row.kind) {
    case 'separator':
      return { type: 'separator' };
    case 'account':
      return { label: menuLabel(row.text), click: () => onAccount(row.accountId) };
    case 'action':
      return { label: menuLabel(row.text), enabled: row.enabled, click: () => onAction(row.action) };
    default:
      return assertNever(row);
  }
}

/** An ampersand in a label would mark the next letter as its access key and vanish. */
export function menuLabel(text: string): string {
  return text.replaceAll('&', '&&');
}
