import { describe, expect, it, vi } from 'vitest';
import { startAnswers, startRequest } from '../../../../main/app/start-request.ts';

describe('the arguments of a start', () => {
  it.each([
    ['--toggle', 'toggle-panel'],
    ['--settings', 'open-settings'],
    ['--refresh', 'refresh'],
  ])('%s asks to %s', (argument, request) => {
    expect(startRequest(['/opt/Quota Tray/quota-tray', argument])).toBe(request);
    expect(startRequest(['quota-tray', '--allow-file-access-from-files', argument, '/home/user'])).toBe(request);
  });

  it('the first known one decides', () => {
    expect(startRequest(['quota-tray', '--settings', '--refresh'])).toBe('open-settings');
  });

  it('no other argument asks for anything', () => {
    expect(startRequest(['quota-tray', '--settings=1', 'refresh', '--refresh-rate', '--'])).toBeNull();
  });
});

describe('the running app', () => {
  function app(open = (): Promise<void> => Promise.resolve()) {
    const did: string[] = [];
    const opened = (what: string) => (): Promise<void> => {
      did.push(what);
      return open();
    };
    const log = { error: vi.fn() };
    const windows = {
      panel: { open: opened('panel'), toggle: opened('toggle') },
      settings: { open: opened('settings') },
    };
    return { did, log, answers: startAnswers({ windows, refresh: () => void did.push('refresh'), log }) };
  }

  it('does what each request says', () => {
    const { did, answers } = app();
    answers['open-panel']();
    answers['toggle-panel']();
    answers['open-settings']();
    answers.refresh();
    expect(did).toEqual(['panel', 'toggle', 'settings', 'refresh']);
  });

  it('logs a window that does not open', async () => {
    const cause = new Error('no display');
    const { log, answers } = app(() => Promise.reject(cause));
    answers['open-settings']();
    await vi.waitFor(() => expect(log.error).toHaveBeenCalledWith('The settings window did not open', cause));
  });
});
