import type { BrowserWindow } from 'electron';

/** Runs `action` after `delayMs`; the answer calls it off. */
export type Delay = (delayMs: number, action: () => void) => () => void;

/** Long enough for a second look, short enough that an idle tray holds no page in memory. */
export const discardAfterHiddenMs = 30_000;

export interface ReusableWindow {
  /** Shows the window, creating it if need be; resolves when it is on the screen. */
  readonly open: () => Promise<void>;
  readonly hide: () => void;
  readonly isVisible: () => boolean;
  /** The window that exists now, shown or hidden. */
  readonly current: () => BrowserWindow | null;
  readonly destroy: () => void;
}

/**
 * A window that exists only while it is needed: created when first asked for, shown when its
 * page has painted, hidden instead of closed, and gone for good some time after.
 */
export function createReusableWindow(parts: {
  readonly create: () => BrowserWindow;
  /** The address of the page; loaded once per window. */
  readonly url: string;
  readonly delay: Delay;
  readonly beforeShow?: (window: BrowserWindow) => void;
  readonly log: (message: string) => void;
}): ReusableWindow {
  let window: BrowserWindow | null = null;
  let opening: Promise<void> | null = null;
  let callOff = (): void => undefined;

  const destroy = (): void => {
    callOff();
    const leaving = window;
    window = null;
    opening = null;
    if (leaving !== null && !leaving.isDestroyed()) leaving.destroy();
  };

  const hide = (): void => {
    if (window === null || window.isDestroyed() || !window.isVisible()) return;
    window.hide();
  };

  const start = (created: BrowserWindow): Promise<void> => {
    created.on('close', (event) => {
      event.preventDefault();
      hide();
    });
    created.on('hide', () => {
      callOff();
      callOff = parts.delay(discardAfterHiddenMs, destroy);
    });
    created.on('show', () => callOff());
    created.on('closed', () => {
      if (window === created) destroy();
    });
    // A page that died shows nothing; the next opening starts a new one.
    created.webContents.on('render-process-gone', (_event, { reason }) => {
      if (window !== created) return;
      parts.log(`The page of a window ended: ${reason}`);
      destroy();
    });
    return new Promise((resolve) => {
      created.once('ready-to-show', () => resolve());
      created.once('closed', () => resolve());
      created.loadURL(parts.url).catch((cause: unknown) => {
        parts.log(`A window could not load its page: ${String(cause)}`);
        destroy();
      });
    });
  };

  const open = async (): Promise<void> => {
    callOff();
    if (window === null || window.isDestroyed()) {
      window = parts.create();
      opening = start(window);
    }
    const wanted = window;
    await opening;
    if (wanted.isDestroyed() || wanted !== window) return;
    parts.beforeShow?.(wanted);
    if (wanted.isMinimized()) wanted.restore();
    wanted.show();
    wanted.focus();
  };

  return Object.freeze({
    open,
    hide,
    isVisible: () => window !== null && !window.isDestroyed() && window.isVisible(),
    current: () => (window !== null && !window.isDestroyed() ? window : null),
    destroy,
  });
}
