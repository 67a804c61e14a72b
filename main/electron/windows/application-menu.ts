import { Menu } from 'electron';

/**
 * No menu bar, and none built at start. macOS needs one all the same: without it copy, paste,
 * closing a window and quitting have no keys there. Called before the app is ready.
 */
export function setApplicationMenu(platform: NodeJS.Platform = process.platform): void {
  if (platform !== 'darwin') return Menu.setApplicationMenu(null);
  Menu.setApplicationMenu(Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]));
}
