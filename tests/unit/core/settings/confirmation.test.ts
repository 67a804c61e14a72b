import { describe, expect, it } from 'vitest';
import {
  addressConfirmation,
  commandText,
  hookConfirmation,
  settingsConfirmation,
} from '../../../../core/settings/confirmation.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { english } from '../../../support/example-states.ts';

const notify = { event: 'exhausted', command: '/usr/bin/notify', arguments: ['used up'] } as const;

describe('a change of settings that runs, reads or sends something', () => {
  it('is asked about with everything that is new in it, one thing a line', () => {
    const change = { hooks: [notify, { ...notify, command: 'sh', arguments: ['-c', "echo 'x'"] }], ledgerUrl: '' };
    const settings = { ...defaultSettings, hooks: [notify], ledgerUrl: 'postgres://db.example/ledger' };
    expect(settingsConfirmation(change, settings, english)).toMatchObject({
      message: 'Run these programs when something happens? Store the ledger in another place?',
      detail: "exhausted: sh -c 'echo '\\''x'\\'''\nIn a file on this computer",
    });
    expect(settingsConfirmation({ codexFolders: ['~/b'] }, defaultSettings, english)?.detail).toBe('~/b');
  });

  it.each([
    ['the event', { event: 'threshold' }],
    ['the program', { command: 'other' }],
    ['a word more', { arguments: ['used up', '-x'] }],
    ['another word', { arguments: ['--all'] }],
  ] as const)('is asked about when %s of a command changes', (_what, changed) => {
    const settings = { ...defaultSettings, hooks: [notify] };
    expect(settingsConfirmation({ hooks: [{ ...notify, ...changed }] }, settings, english)).not.toBeNull();
  });

  it('is not asked about where it only takes something away, or changes nothing', () => {
    const settings = { ...defaultSettings, hooks: [notify], codexFolders: ['a', 'b'] };
    expect(settingsConfirmation({ hooks: [], codexFolders: ['b'] }, settings, english)).toBeNull();
    expect(settingsConfirmation({ hooks: [notify], ledgerUrl: '' }, settings, english)).toBeNull();
  });

  it('shows what could hide or turn around the words', () => {
    expect(commandText(['notify', 'a\u202eb\u0007'])).toBe("notify 'a\\u{202e}b\\u{7}'");
    expect(hookConfirmation({ ...notify, arguments: ['\u2066x'] }, english).detail).toContain('\\u{2066}');
    expect(addressConfirmation('https://a.example/\u202e', english).detail).toContain('\\u{202e}');
  });
});
