import { beforeEach, describe, expect, it, test, vi } from 'vitest';
import {
  holdSingleInstance,
  nameForNotifications,
  replaceOlderInstance,
  stayInMenuBar,
} from '../../../../main/electron/application.ts';

type SecondInstance = (event: unknown, argv: readonly string[], folder: string, data: unknown) => void;

const app = vi.hoisted(() => ({
  isPackaged: true,
  requestSingleInstanceLock: vi.fn<(message: object) => boolean>(),
  on: vi.fn<(event: string, listener: SecondInstance) => void>(),
  quit: vi.fn<() => void>(),
  setAppUserModelId: vi.fn<(id: string) => void>(),
  setToastActivatorCLSID: vi.fn<(id: string) => void>(),
}));
vi.mock('electron', () => ({ app, Menu: {} }));

beforeEach(() => {
  vi.clearAllMocks();
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

const version = '1.2.0';

describe('a copy of the app that runs', () => {
  async function secondStart(data: unknown): Promise<readonly (readonly string[])[]> {
    const starts: (readonly string[])[] = [];
    app.requestSingleInstanceLock.mockReturnValue(true);
    expect(holdSingleInstance({ version, onSecondStart: (argv) => void starts.push(argv) })).toBe(true);
    app.on.mock.calls[0]?.[1]({}, ['app', '--refresh'], '/', data);
    await vi.dynamicImportSettled();
    await Promise.resolve();
    return starts;
  }

  it.each([
    ['of the same version', { version, isWaiting: false }],
    ['of an older version', { version: '1.1.0', isWaiting: false }],
    ['of a version before this message', null],
  ])('answers a start %s with its arguments', async (_name, data) => {
    expect(await secondStart(data)).toEqual([['app', '--refresh']]);
    expect(app.quit).not.toHaveBeenCalled();
  });

  it('quits for a newer version, and answers no start that waits for that', async () => {
    expect(await secondStart({ version: '1.10.0', isWaiting: false })).toEqual([]);
    expect(app.quit).toHaveBeenCalledTimes(1);
    expect(await secondStart({ version: '1.10.0', isWaiting: true })).toEqual([]);
    expect(app.quit).toHaveBeenCalledTimes(1);
  });
});

describe('a start beside a copy of the app that runs', () => {
  const instance = { version, onSecondStart: () => undefined };

  it.each([
    ['is not older', '1.2.0'],
    ['is newer', '1.3.0'],
    ['is unknown', null],
  ])('ends if the other version %s', async (_name, servedBy) => {
    expect(await replaceOlderInstance(instance, servedBy)).toBe(false);
    expect(app.requestSingleInstanceLock).not.toHaveBeenCalled();
  });

  it('waits for the end of an older one', async () => {
    app.requestSingleInstanceLock.mockReturnValueOnce(false).mockReturnValueOnce(false).mockReturnValue(true);
    const replaced = replaceOlderInstance(instance, '1.1.0');
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await replaced).toBe(true);
    expect(app.requestSingleInstanceLock).toHaveBeenCalledTimes(3);
    expect(app.requestSingleInstanceLock).toHaveBeenLastCalledWith({ version, isWaiting: true });
  });

  it('ends if the older one stays', async () => {
    app.requestSingleInstanceLock.mockReturnValue(false);
    const replaced = replaceOlderInstance(instance, '1.1.0');
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await replaced).toBe(false);
  });
});

test('Windows knows the notifications of the app by an id that never changes', () => {
  nameForNotifications('io.example.app', 'linux');
  expect(app.setAppUserModelId).not.toHaveBeenCalled();
  nameForNotifications('io.example.app', 'win32');
  expect(app.setAppUserModelId).toHaveBeenCalledWith('io.example.app');
  const [id] = app.setToastActivatorCLSID.mock.calls[0] ?? [];
  expect(id).toMatch(/^\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$/);
});

test('on macOS the app stays out of the Dock, and opening it again opens the panel', () => {
  const events: string[] = [];
  const system = {
    setActivationPolicy: (policy: string) => void events.push(policy),
    on: (event: string, listener: () => void) => (events.push(event), listener()),
  };
  stayInMenuBar(() => events.push('panel'), 'linux', system);
  expect(events).toEqual([]);
  stayInMenuBar(() => events.push('panel'), 'darwin', system);
  expect(events).toEqual(['accessory', 'activate', 'panel']);
});
