import type { Menu, MenuItemConstructorOptions, NativeImage, Rectangle } from 'electron';

import { assertNever } from '../../../core/assert-never.ts';
import type { MenuAction, MenuRow, TrayView } from '../../../core/views/tray.ts';
import type { TrayIcon } from '../../../core/views/tray-icon.ts';

/** The part of Electron's `Tray` that the app tray uses. */
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
    (event: 'mouse-enter', listener: () => void): unknown;
  };
  readonly destroy: () => void;
}

/** The parts of the desktop that the app tray needs. */
export interface AppTrayDependencies {
  readonly platform: NodeJS.Platform;
  readonly createTray: (image: NativeImage) => TrayLike;
  readonly imageFor: (icon: TrayIcon) => NativeImage;
  readonly buildMenu: (template: MenuItemConstructorOptions[]) => Menu;
  readonly onAction: (action: MenuAction) => void;
  readonly onAccount: (accountId: string) => void;
  /** Called for a click on the icon, if the desktop reports clicks. */
  readonly onOpen: () => void;
  /** Called when the pointer reaches the icon or the menu opens, if the desktop reports it. */
  readonly onApproach: () => void;
}

/** The tray icon of the app. */
export interface AppTray {
  /** Shows the view. The first call creates the icon. Only changes are applied. */
  readonly show: (view: TrayView) => void;
  /** Creates the icon again with the last view, for a desktop panel that lost it. */
  readonly recreate: () => void;
  /** Draws the icon again after a change of the screens. */
  readonly redraw: () => void;
  /** Returns the bounds of the icon in screen coordinates. Null if the desktop does not report them. */
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

/** Creates the owner of the tray icon. It derives the icon, tooltip and menu from a view. */
export function createAppTray(parts: AppTrayDependencies): AppTray {
  let shown: Shown | null = null;
  let lastView: TrayView | null = null;

  const menuFor = (rows: readonly MenuRow[]): Menu => {
    const menu = parts.buildMenu(menuTemplate(rows, parts));
    menu.on('menu-will-show', parts.onApproach);
    return menu;
  };

  const create = (view: TrayView): Shown => {
    const image = parts.imageFor(view.icon);
    const tray = parts.createTray(image);
    const created = { tray, image, tooltip: view.tooltip, rowsKey: rowsKey(view), menu: menuFor(view.rows) };
    created.tray.setToolTip(tooltipText(view.tooltip, parts.platform));
    listen(created.tray);
    attachMenu(created);
    return created;
  };

  /** On macOS an attached menu would take the click that opens the panel. */
  const attachMenu = ({ tray, menu }: Shown): void => {
    if (parts.platform !== 'darwin') tray.setContextMenu(menu);
  };

  const listen = (tray: TrayLike): void => {
    tray.on('click', parts.onOpen);
    tray.on('double-click', parts.onOpen);
    tray.on('mouse-enter', parts.onApproach);
    if (parts.platform === 'darwin') tray.on('right-click', () => tray.popUpContextMenu(shown?.menu));
  };

  const update = (now: Shown, view: TrayView): void => {
    const image = parts.imageFor(view.icon);
    const imageChanged = image !== now.image;
    const tooltipChanged = view.tooltip !== now.tooltip;
    const rowsChanged = rowsKey(view) !== now.rowsKey;
    if (imageChanged) now.tray.setImage(image);
    if (tooltipChanged) now.tray.setToolTip(tooltipText(view.tooltip, parts.platform));
    if (rowsChanged) now.menu = menuFor(view.rows);
    Object.assign(now, { image, tooltip: view.tooltip, rowsKey: rowsKey(view) });
    // Some Linux desktops show a new image or tooltip only after the menu is set again.
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

/** Linux reports an empty rectangle. */
function knownBounds(bounds: Rectangle | undefined): Rectangle | null {
  return bounds === undefined || bounds.width === 0 || bounds.height === 0 ? null : bounds;
}

interface MenuHandlers {
  readonly onAction: (action: MenuAction) => void;
  readonly onAccount: (accountId: string) => void;
}

/** Returns the rows as a template for Electron's menu. */
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

/**
 * Returns a tooltip that holds no tag. Some Linux desktops draw tags in tooltips, so the name of an account could have
 * loaded a picture from the network. The sign looks alike, because other desktops would show an escape as it is.
 */
function tooltipText(text: string, platform: NodeJS.Platform): string {
  return platform === 'linux' ? text.replaceAll(/<(?=[a-z/!?])/gi, '‹') : text;
}

/** Doubles each ampersand, because a single one would disappear and mark the next letter as the access key. */
function menuLabel(text: string): string {
  return text.replaceAll('&', '&&');
}
