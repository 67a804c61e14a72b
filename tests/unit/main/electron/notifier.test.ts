import { beforeEach, expect, test, vi } from 'vitest';
import { createNotifier } from '../../../../main/electron/notifier.ts';

const electron = vi.hoisted(() => {
  const state = {
    activate: (): void => undefined,
    shown: [] as { readonly emit: (event: string, ...values: readonly unknown[]) => void }[],
  };
  class Notification {
    static isSupported = () => true;
    static handleActivation = (callback: () => void) => void (state.activate = callback);
    readonly listeners = new Map<string, (...values: readonly unknown[]) => void>();
    on(event: string, listener: (...values: readonly unknown[]) => void): void {
      this.listeners.set(event, listener);
    }
    emit(event: string, ...values: readonly unknown[]): void {
      this.listeners.get(event)?.(...values);
    }
    show(): void {
      state.shown.push(this);
    }
    close(): void {}
  }
  return { state, Notification };
});
vi.mock('electron', () => ({ Notification: electron.Notification }));

beforeEach(() => {
  vi.useFakeTimers();
  electron.state.shown.length = 0;
  electron.state.activate = () => undefined;
  return () => vi.useRealTimers();
});

function world(platform: NodeJS.Platform) {
  const opened: (string | null)[] = [];
  const notifier = createNotifier({
    platform,
    onOpen: (accountId) => void opened.push(accountId),
    onSnooze: () => undefined,
    log: () => undefined,
  });
  return { opened, notifier };
}

test('on Windows a click on a notification of an earlier run opens the panel', () => {
  const { opened } = world('win32');
  electron.state.activate();
  vi.runAllTimers();
  expect(opened).toEqual([null]);
});

test.each([
  ['before', true],
  ['after', false],
])(
  'a click that the notification itself answers opens its account once, also if Windows reports it %s',
  (_name, isFirst) => {
    const { opened, notifier } = world('win32');
    notifier.show({ title: 'Low', body: '5 % left', accountId: 'codex:work' });
    const [notification] = electron.state.shown;
    if (isFirst) electron.state.activate();
    notification?.emit('click');
    if (!isFirst) electron.state.activate();
    vi.runAllTimers();
    expect(opened).toEqual(['codex:work']);
    electron.state.activate();
    vi.runAllTimers();
    expect(opened).toEqual(['codex:work', null]);
  },
);

test('on macOS only notifications of this run are answered', () => {
  const { opened } = world('darwin');
  electron.state.activate();
  vi.runAllTimers();
  expect(opened).toEqual([]);
});
