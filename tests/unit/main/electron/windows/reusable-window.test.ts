import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { describe, expect, it } from 'vitest';
import {
  createReusableWindow,
  discardAfterHiddenMs,
  discardUnusedMs,
} from '../../../../../main/electron/windows/reusable-window.ts';

/** Behaves as a window does towards the life cycle; its page paints when told. */
class StandInWindow extends EventEmitter {
  readonly webContents = new EventEmitter();
  visible = false;
  destroyed = false;
  failsToLoad = false;
  isDestroyed = () => this.destroyed;
  isVisible = () => this.visible;
  isMinimized = () => false;
  focus = () => undefined;
  loadURL = () => (this.failsToLoad ? Promise.reject(new Error('gone')) : Promise.resolve());
  show = () => {
    this.visible = true;
    this.emit('show');
  };
  hide = () => {
    this.visible = false;
    this.emit('hide');
  };
  destroy = () => {
    this.destroyed = true;
    this.visible = false;
    this.emit('closed');
  };
}

function setup(prepare: (window: StandInWindow) => void = () => undefined) {
  const windows: StandInWindow[] = [];
  const alarms: { readonly delayMs: number; readonly ring: () => void }[] = [];
  const log: string[] = [];
  const kept = createReusableWindow({
    create: () => {
      const window = new StandInWindow();
      prepare(window);
      windows.push(window);
      return window as unknown as BrowserWindow;
    },
    url: 'app://quota-tray/panel.html',
    delay: (delayMs, ring) => {
      const alarm = { delayMs, ring };
      alarms.push(alarm);
      return () => void alarms.splice(alarms.indexOf(alarm), alarms.includes(alarm) ? 1 : 0);
    },
    log: (message) => log.push(message),
  });
  const openPainted = async (): Promise<void> => {
    const opened = kept.open();
    windows.at(-1)?.emit('ready-to-show');
    await opened;
  };
  return { kept, windows, alarms, log, openPainted };
}

describe('a reusable window', () => {
  it('does not exist before it is first opened', () => {
    const { kept, windows } = setup();
    expect([windows.length, kept.isVisible(), kept.current()]).toEqual([0, false, null]);
  });

  it('is shown only after its page is painted', async () => {
    const { kept, windows } = setup();
    const opened = kept.open();
    expect(kept.isVisible()).toBe(false);
    windows[0]?.emit('ready-to-show');
    await opened;
    expect(kept.isVisible()).toBe(true);
  });

  it('is the same window each time it is opened', async () => {
    const { kept, windows, openPainted } = setup();
    await Promise.all([openPainted(), kept.open()]);
    await kept.open();
    expect(windows).toHaveLength(1);
  });

  it('hides instead of closing, and is destroyed 30 s later', async () => {
    const { kept, windows, alarms, openPainted } = setup();
    await openPainted();
    let isPrevented = false;
    windows[0]?.emit('close', { preventDefault: () => (isPrevented = true) });
    expect([isPrevented, kept.isVisible(), windows[0]?.destroyed]).toEqual([true, false, false]);
    expect(alarms.map(({ delayMs }) => delayMs)).toEqual([discardAfterHiddenMs]);
    alarms[0]?.ring();
    expect([windows[0]?.destroyed, kept.current()]).toEqual([true, null]);
  });

  it('is reused within that time', async () => {
    const { kept, windows, alarms, openPainted } = setup();
    await openPainted();
    kept.hide();
    await kept.open();
    expect([windows.length, alarms.length, kept.isVisible()]).toEqual([1, 0, true]);
  });

  it('is prepared hidden, and destroyed if nobody opens it', () => {
    const { kept, windows, alarms } = setup();
    kept.prepare();
    windows[0]?.emit('ready-to-show');
    kept.prepare();
    expect([windows.length, kept.isVisible()]).toEqual([1, false]);
    expect(alarms.map(({ delayMs }) => delayMs)).toEqual([discardUnusedMs]);
    alarms[0]?.ring();
    expect([windows[0]?.destroyed, kept.current()]).toEqual([true, null]);
  });

  it('is opened as it was prepared, and then stays', async () => {
    const { kept, windows, alarms } = setup();
    kept.prepare();
    windows[0]?.emit('ready-to-show');
    await kept.open();
    kept.prepare();
    expect([windows.length, alarms.length, kept.isVisible()]).toEqual([1, 0, true]);
  });

  it('is created again after its page crashed', async () => {
    const { kept, windows, log, openPainted } = setup();
    await openPainted();
    windows[0]?.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect([kept.current(), log.length]).toEqual([null, 1]);
    await openPainted();
    expect([windows.length, kept.isVisible()]).toEqual([2, true]);
  });

  it('shows the window that took its place while its page loaded', async () => {
    const { kept, windows } = setup();
    const opened = kept.open();
    kept.destroy();
    kept.prepare();
    windows[1]?.emit('ready-to-show');
    await opened;
    expect([windows.length, windows[1]?.visible, kept.isVisible()]).toEqual([2, true, true]);
  });

  it('is destroyed if its page does not load, and the log says so', async () => {
    const { kept, log } = setup((window) => (window.failsToLoad = true));
    await kept.open();
    expect([kept.current(), log.length]).toEqual([null, 1]);
  });
});
