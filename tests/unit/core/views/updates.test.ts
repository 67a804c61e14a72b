import { describe, expect, it } from 'vitest';
import {
  nextUpdate,
  noMemory,
  startingUpdate,
  type UpdateEvent,
  type UpdateState,
} from '../../../../core/updates/update.ts';
import { updateBanner, updateLine, updatesView } from '../../../../core/views/updates.ts';
import { english, nowMs } from '../../../support/example-states.ts';

const found: readonly UpdateEvent[] = [
  { kind: 'check-started' },
  { kind: 'check-answered', release: { version: '0.2.0' }, atMs: nowMs },
];
const downloaded: readonly UpdateEvent[] = [
  ...found,
  { kind: 'download-started' },
  { kind: 'download-ended', failure: null },
];

function after(...events: readonly UpdateEvent[]): UpdateState {
  return events.reduce((state, event) => nextUpdate(state, event, '0.1.0'), startingUpdate(noMemory, '0.1.0'));
}

function view(state: UpdateState, kind: Parameters<typeof updatesView>[1] = 'appimage', isOn = true) {
  const { text, problem, actions } = updatesView(state, kind, isOn, english, nowMs);
  return { text, problem, actions: actions.map(({ id }) => id) };
}

describe('the settings', () => {
  it.each<[string, UpdateState, string, readonly string[]]>([
    ['before the first look', after(), 'Quota Tray looks for a new version soon.', ['check']],
    ['during a look', after({ kind: 'check-started' }), 'Looking for a new version…', []],
    [
      'with the newest version',
      after({ kind: 'check-started' }, { kind: 'check-answered', release: { version: '0.1.0' }, atMs: nowMs }),
      'This is the newest version. Last checked: just now.',
      ['check'],
    ],
    ['with a new version', after(...found), 'Version 0.2.0 is available.', ['download', 'open-page', 'check']],
    [
      'during a download',
      after(...found, { kind: 'download-started' }, { kind: 'download-progressed', percent: 41.8 }),
      'Downloading version 0.2.0: 41%',
      [],
    ],
    ['with a downloaded version', after(...downloaded), 'Version 0.2.0 is ready to install.', ['restart', 'check']],
    [
      'during an installation',
      after(...downloaded, { kind: 'install-started' }),
      'Installing version 0.2.0. Quota Tray restarts.',
      [],
    ],
  ])('say what is true %s, and what to do', (_name, state, text, actions) => {
    expect(view(state)).toEqual({ text, problem: null, actions });
  });

  it('do not promise a look that is turned off', () => {
    expect(view(after(), 'appimage', false).text).toBe('Quota Tray has not looked for a new version yet.');
  });

  it('name the page or the program for a package that the app does not replace', () => {
    expect(view(after(...found), 'deb')).toMatchObject({
      text: 'Version 0.2.0 is available. Get it from the release page.',
      actions: ['open-page', 'check'],
    });
    expect(view(after(...found), 'nix').text).toContain('Update Quota Tray with the program that installed it.');
  });

  it.each(['download', 'checksum', 'feed', 'disk'] as const)('name the next step after the failure %s', (failure) => {
    const { problem, actions } = view(
      after(...found, { kind: 'download-started' }, { kind: 'download-ended', failure }),
    );
    expect(problem).toMatch(/0\.2\.0.*(?:download it again|Download it again|release page)/);
    expect(actions).toEqual(['download', 'open-page', 'check']);
  });

  it('offer the page after a look or an installation that failed', () => {
    const look = after(
      { kind: 'check-started' },
      { kind: 'check-failed', failure: { kind: 'refused', status: 503 }, atMs: nowMs },
    );
    expect(view(look)).toEqual({
      text: '',
      problem: 'GitHub did not name a version (HTTP 503). Check again later, or open the release page.',
      actions: ['open-page', 'check'],
    });
    const install = after(...downloaded, { kind: 'install-started' }, { kind: 'install-failed', failure: 'install' });
    expect(view(install).actions).toEqual(['restart', 'open-page', 'check']);
  });
});

describe('the panel and the menu', () => {
  it('offer a version until the user closes the offer', () => {
    const state = after(...found);
    expect(updateBanner(state, 'appimage', english)).toMatchObject({
      id: 'update',
      text: 'Version 0.2.0 is available.',
    });
    expect(updateLine(state, english)).toBe('Version 0.2.0 is available');
    const closed = nextUpdate(state, { kind: 'offer-closed' }, '0.1.0');
    expect([updateBanner(closed, 'appimage', english), updateLine(closed, english)]).toEqual([null, null]);
  });

  it('offer the restart after a download', () => {
    const banner = updateBanner(after(...downloaded), 'appimage', english);
    expect(banner?.update?.map(({ text }) => text)).toEqual(['Restart to update', 'Not now']);
  });

  it('show nothing while there is nothing to offer', () => {
    expect([updateBanner(after(), 'appimage', english), updateLine(after(), english)]).toEqual([null, null]);
  });
});
