import { type BrowserWindow, Menu, type MenuItemConstructorOptions } from 'electron';
import type { PanelMenuAction, PanelMenuRow } from '../../../core/views/panel-menu.ts';

/** Opens a native menu at the pointer. Resolves with what the user chose; null: nothing. */
export function openMenu(window: BrowserWindow, rows: readonly PanelMenuRow[]): Promise<PanelMenuAction | null> {
  return new Promise((resolve) => {
    let chosen: PanelMenuAction | null = null;
    const template = rows.map((row): MenuItemConstructorOptions => {
      if (row.kind === 'separator') return { type: 'separator' };
      const { action, text, isOn } = row;
      return {
        label: text.replaceAll('&', '&&'),
        ...(isOn === undefined ? {} : { type: 'checkbox' as const, checked: isOn }),
        click: () => {
          chosen = action;
          resolve(action);
        },
      };
    });
    // On some desktops the menu closes before the click arrives.
    const closed = (): void => void setTimeout(() => resolve(chosen), 200);
    Menu.buildFromTemplate(template).popup({ window, callback: closed });
  });
}
