import type { Menu, MenuItemConstructorOptions, NativeImage, Rectangle } from 'electron';

import { assertNever } from '../../../core/assert-never.ts';
import type { MenuAction, MenuRow, TrayIcon, TrayView } from '../../../core/views/tray.ts';

/** What the face uses of Electron's `Tray`. */
export interface TrayLike {
  readonly setImage: (image: NativeImage) => void;
  readonly setToolTip: (text: string) => void;
  readonly setContextMenu: (menu: Menu | null) => void;
  readonly popUpContextMenu: (menu?: Menu) => void;
  readonly getBounds: () => Rectangle;
  readonly on: {
    (event: 'click', listener: () => void): unknown;
    (event: 'double-click', listener: () => void): unknown;
    (event: 'right-click', listener: () => void): unknown;
  };
  readonly destroy: () => void;
}

export interface AppTrayDependencies {
  readonly platform: NodeJS.Platform;
  readonly createTray: (image: NativeImage) => TrayLike;
  readonly imageFor: (icon: TrayIcon) => NativeImage;
  readonly buildMenu: (template: MenuItemConstructorOptions[]) => Menu;
  readonly onAction: (action: MenuAction) => void;
  readonly onAccount: (accountId: string) => void;
  /** The icon itself was clicked, where clicks arrive. */
  readonly onOpen: () => void;
}

export interface AppTray {
  /** Makes the tray look like the view; the first call creates it. Nothing happens for what did not change. */
  readonly show: (view: TrayView) => void;
  /** Creates the icon anew with the last view, for a panel that lost it. */
  readonly recreate: () => void;
  /** Draws the icon again where the scale of the screens changed. */
  readonly redraw: () => void;
  /** Where the icon stands, in screen coordinates; null where the desktop does not tell. */
  readonly bounds: () => Rectangle | null;
  readonly destroy: () => void;
}

interface Shown {
  readonly tray: TrayLike;
  image: NativeImage;
  tooltip: string;
  rowsKey: string;
  menu: Menu;
}

/** The one owner of the tray icon: a view goes in, everything that is seen is derived from it. */
export function createAppTray(parts: AppTrayDependencies): AppTray {
  let shown: Shown | null = null;
  let lastView: TrayView | null = null;

  const menuFor = (rows: readonly MenuRow[]): Menu => parts.buildMenu(menuTemplate(rows, parts));

  const create = (view: TrayView): Shown => {
    const image = parts.imageFor(view.icon);
    const tray = parts.createTray(image);
    const created = { tray, image, tooltip: view.tooltip, rowsKey: rowsKey(view), menu: menuFor(view.rows) };
    created.tray.setToolTip(view.tooltip);
    listen(created.tray);
    attachMenu(created);
    return created;
  };

  /** On macOS an attached menu would swallow the click that opens the panel. */
  const attachMenu = ({ tray, menu }: Shown): void => {
    if (parts.platform !== 'darwin') tray.setContextMenu(menu);
  };

  const listen = (tray: TrayLike): void => {
    tray.on('click', parts.onOpen);
    tray.on('double-click', parts.onOpen);
    if (parts.platform === 'darwin') tray.on('right-click', () => tray.popUpContextMenu(shown?.menu));
  };

  const update = (now: Shown, view: TrayView): void => {
    const image = parts.imageFor(view.icon);
    const imageChanged = image !== now.image;
    const tooltipChanged = view.tooltip !== now.tooltip;
    const rowsChanged = rowsKey(view) !== now.rowsKey;
    if (imageChanged) now.tray.setImage(image);
    if (tooltipChanged) now.tray.setToolTip(view.tooltip);
    if (rowsChanged) now.menu = menuFor(view.rows);
    Object.assign(now, { image, tooltip: view.tooltip, rowsKey: rowsKey(view) });
    // On Linux a new picture or tooltip may only be seen once the menu is set again.
    if (rowsChanged || (parts.platform === 'linux' && (imageChanged || tooltipChanged))) attachMenu(now);
  };

  const render = (): void => {
    if (lastView === null) return;
    if (shown === null) shown = create(lastView);
    else update(shown, lastView);
  };

  const destroy = (): void => {
    shown?.tray.destroy();
    shown = null;
  };

  return Object.freeze({
    show: (view: TrayView) => {
      lastView = view;
      render();
    },
    recreate: () => {
      destroy();
      render();
    },
    redraw: render,
    bounds: () => knownBounds(shown?.tray.getBounds()),
    destroy,
  });
}

function rowsKey(view: TrayView): string {
  return JSON.stringify(view.rows);
}

/** Linux answers a rectangle of nothing. */
function knownBounds(bounds: Rectangle | undefined): Rectangle | null {
  return bounds === undefined || bounds.width === 0 || bounds.height === 0 ? null : bounds;
}

interface MenuHandlers {
  readonly onAction: (action: MenuAction) => void;
  readonly onAccount: (accountId: string) => void;
}

/** The rows as Electron's menu takes them. */
function menuTemplate(rows: readonly MenuRow[], handlers: MenuHandlers): MenuItemConstructorOptions[] {
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
function menuLabel(text: string): string {
  return text.replaceAll('&', '&&');
}
