import type { Menu, MenuItemConstructorOptions, NativeImage, Rectangle } from 'electron';

import { assertNever } from '../../../core/assert-never.ts';
import type { MenuCommand, MenuRow } from '../../../core/views/menu-row.ts';
import type { TrayView } from '../../../core/views/tray.ts';
import type { TrayIcon } from '../../../core/views/tray-icon.ts';

/** The part of Electron's `Tray` that the app tray uses. */
export interface TrayLike {
  readonly setImage: (image: NativeImage) => void;
  readonly setToolTip: (text: string) => void;
  /** macOS only. */
  readonly setTitle: (text: string) => void;
  readonly setContextMenu: (menu: Menu | null) => void;
  readonly popUpContextMenu: (menu?: Menu) => void;
  readonly getBounds: () => Rectangle;
  readonly on: {
    (event: 'click', listener: () => void): unknown;
    (event: 'double-click', listener: () => void): unknown;
    (event: 'right-click', listener: () => void): unknown;
    (event: 'mouse-enter', listener: () => void): unknown;
    (event: 'middle-click', listener: () => void): unknown;
  };
  readonly destroy: () => void;
}

/** The parts of the desktop that the app tray needs. */
export interface AppTrayDependencies {
  readonly platform: NodeJS.Platform;
  readonly createTray: (image: NativeImage) => TrayLike;
  readonly imageFor: (icon: TrayIcon) => NativeImage;
  readonly buildMenu: (template: MenuItemConstructorOptions[]) => Menu;
  readonly onCommand: (command: MenuCommand) => void;
  /** Runs an action later. Returns the function that cancels it. */
  readonly delay: (delayMs: number, action: () => void) => () => void;
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
  title: string;
  rowsKey: string;
  menu: Menu;
  /** True: the menu must be set again, once it is closed. */
  isMenuDue: boolean;
}

/** A desktop that does not report the end of a menu must not keep the old rows for good. */
const longestOpenMs = 120_000;

/**
 * Creates the owner of the tray icon. It derives the icon, tooltip and menu from a view. While the menu is open it stays
 * as it is, and the newest rows follow when it closes.
 */
export function createAppTray(parts: AppTrayDependencies): AppTray {
  let shown: Shown | null = null;
  let lastView: TrayView | null = null;
  /** The menu that is open now, with the function that stops waiting for its end. */
  let open: { readonly menu: Menu; readonly stopWaiting: () => void } | null = null;

  const menuFor = (rows: readonly MenuRow[]): Menu => {
    const menu = parts.buildMenu(rows.map((row) => menuItem(row, chosen)));
    menu.on('menu-will-show', () => opened(menu));
    menu.on('menu-will-close', () => closed(menu));
    return menu;
  };

  const opened = (menu: Menu): void => {
    parts.onApproach();
    open?.stopWaiting();
    open = { menu, stopWaiting: parts.delay(longestOpenMs, () => closed(menu)) };
  };

  const closed = (menu: Menu): void => {
    if (open?.menu !== menu) return;
    open.stopWaiting();
    open = null;
    render();
  };

  /** A click closes the menu, and not every desktop says so. */
  const chosen = (command: MenuCommand): void => {
    if (open !== null) closed(open.menu);
    parts.onCommand(command);
  };

  const create = (view: TrayView): Shown => {
    const image = parts.imageFor(view.icon);
    const tray = parts.createTray(image);
    const { tooltip, title } = view;
    const created = { tray, image, tooltip, title, rowsKey: rowsKey(view), menu: menuFor(view.rows), isMenuDue: false };
    created.tray.setToolTip(tooltipText(tooltip, parts.platform));
    if (parts.platform === 'darwin' && title !== '') tray.setTitle(title);
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
    tray.on('middle-click', () => parts.onCommand({ do: 'refresh' }));
    if (parts.platform === 'darwin') tray.on('right-click', () => tray.popUpContextMenu(shown?.menu));
  };

  const update = (now: Shown, view: TrayView): void => {
    const image = parts.imageFor(view.icon);
    const imageChanged = image !== now.image;
    const tooltipChanged = view.tooltip !== now.tooltip;
    if (imageChanged) now.tray.setImage(image);
    if (tooltipChanged) now.tray.setToolTip(tooltipText(view.tooltip, parts.platform));
    if (view.title !== now.title && parts.platform === 'darwin') now.tray.setTitle(view.title);
    // Some Linux desktops show a new image or tooltip only after the menu is set again.
    const isMenuDue = now.isMenuDue || (parts.platform === 'linux' && (imageChanged || tooltipChanged));
    Object.assign(now, { image, tooltip: view.tooltip, title: view.title, isMenuDue });
    if (open !== null) return;
    const key = rowsKey(view);
    const rowsChanged = key !== now.rowsKey;
    if (rowsChanged) Object.assign(now, { menu: menuFor(view.rows), rowsKey: key });
    if (rowsChanged || isMenuDue) attachMenu(now);
    now.isMenuDue = false;
  };

  const render = (): void => {
    if (lastView === null) return;
    if (shown === null) shown = create(lastView);
    else update(shown, lastView);
  };

  const destroy = (): void => {
    open?.stopWaiting();
    open = null;
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

/** Returns a row as a template for Electron's menu. */
function menuItem(row: MenuRow, onCommand: (command: MenuCommand) => void): MenuItemConstructorOptions {
  switch (row.kind) {
    case 'separator':
      return { type: 'separator' };
    case 'action':
      return { label: menuLabel(row.text), enabled: row.enabled, click: () => onCommand(row.command) };
    case 'checkbox':
      return {
        ...{ type: 'checkbox', label: menuLabel(row.text), checked: row.checked },
        click: () => onCommand(row.command),
      };
    case 'submenu':
      return { label: menuLabel(row.text), submenu: row.rows.map((each) => menuItem(each, onCommand)) };
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
