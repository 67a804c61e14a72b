import { describe, expect, it } from 'vitest';
import type { AddedAccount } from '../../../../core/accounts/added-account.ts';
import type { FoundOnComputer } from '../../../../core/accounts/suggestion.ts';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import type { HttpOutcome } from '../../../../core/ports.ts';
import type { Saving } from '../../../../core/settings/storage-problem.ts';
import type { KeptSignIn } from '../../../../main/node/kept-sign-ins/kept-sign-in.ts';
import { fingerprintOf } from '../../../../main/node/credentials/fingerprint.ts';
import { createLocalSuggestions, type SuggestionServices } from '../../../../main/services/suggestions.ts';
import { localeIn } from '../../../support/locale.ts';
import { openGate } from '../../../support/open-gate.ts';

const key = 'sk-canary-0123456789';
const found: FoundOnComputer = {
  keys: [
    {
      ...{ tool: 'opencode', entry: 'openrouter', user: null, place: '~/auth.json' },
      fingerprint: fingerprintOf(key),
    },
  ],
  signIns: [{ program: 'cursor', accountId: 'cursor:0123456789ab', user: 'ada@mail.test', place: '~/state.vscdb' }],
  folders: [
    {
      ...{ tool: 'codex', folder: '/home/ada/.codex-work', where: 'home', place: '~/.codex-work' },
      ...{ accountId: 'codex:work', user: 'work@mail.test', hash: '0a1b2c3d' },
    },
  ],
  unread: [],
};

const signIn: KeptSignIn = {
  ...{ token: 'canary-token-0123456789', expiresAtMs: 60_000, isRenewable: true },
  ...{ owner: 'user-1', user: 'ada@mail.test' },
};

/** A computer with these findings, and settings in memory. */
function machine(
  given: {
    saving?: Saving;
    keyOf?: string | null;
    folders?: readonly string[];
    signIn?: Partial<KeptSignIn> | null;
    answer?: HttpOutcome;
  } = {},
) {
  let settings: Settings = { ...defaultSettings, codexFolders: given.folders ?? [] };
  const added: AddedAccount[] = [];
  const asked: string[] = [];
  let discoveries = 0;
  let requests = 0;
  const services = {
    localSearch: {
      look: async () => found,
      keyOf: async () => (given.keyOf === undefined ? key : given.keyOf),
      signInOf: async () => (given.signIn === null ? null : { ...signIn, ...given.signIn }),
    },
    settings: {
      get: () => settings,
      update: async (change: (now: Settings) => Partial<Settings>): Promise<Saving> => {
        if (given.saving === undefined) settings = { ...settings, ...change(settings) };
        return given.saving ?? { ok: true };
      },
    },
    engine: { accounts: () => [], discover: async () => ((discoveries += 1), []) },
    addedAccounts: {
      list: () => added,
      put: async (account: AddedAccount): Promise<Saving> => (added.push(account), { ok: true }),
    },
    vault: {
      get: async (id: string) => (asked.push(id), { kind: 'value', value: key }),
      set: async () => ({ kind: 'kept', protection: 'protected' }),
    },
    httpWithKey: () => ({
      send: async () => {
        requests += 1;
        return given.answer ?? { kind: 'failure', failure: { kind: 'timeout' }, fingerprint: null };
      },
    }),
    gate: openGate,
    clock: { nowMs: () => 0, random: () => 0 },
    locale: () => localeIn('en', 'en-GB'),
  } as unknown as SuggestionServices;
  const suggestions = createLocalSuggestions(services);
  const open = async () => (await suggestions.look()).open.map(({ id }) => id);
  return {
    ...{ suggestions, open, settings: () => settings, added, asked },
    ...{ discoveries: () => discoveries, requests: () => requests },
  };
}

const all = ['opencode:openrouter', 'cursor:default', 'codex-folder:0a1b2c3d'];

describe('the suggestions of this computer', () => {
  it('are hidden when dismissed and shown again on request', async () => {
    const { suggestions, open, settings } = machine();
    expect(await open()).toEqual(all);
    await suggestions.dismiss('opencode:openrouter');
    await suggestions.dismiss('opencode:openrouter');
    expect(settings().dismissedSuggestions).toEqual(['opencode:openrouter']);
    expect(await open()).toEqual(['cursor:default', 'codex-folder:0a1b2c3d']);
    await suggestions.restoreDismissed();
    expect(await open()).toEqual(all);
  });

  it('forget the oldest dismissal when the list is full', async () => {
    const { suggestions, settings } = machine();
    for (let index = 0; index < 205; index += 1) await suggestions.dismiss(`copilot:user-${index}`);
    expect(settings().dismissedSuggestions).toHaveLength(200);
    expect(settings().dismissedSuggestions.at(-1)).toBe('copilot:user-204');
  });

  it('add a key, also a dismissed one, and are gone then', async () => {
    const { suggestions, open, added, discoveries } = machine();
    await suggestions.dismiss('opencode:openrouter');
    const answer = await suggestions.accept('opencode:openrouter');
    expect(answer).toMatchObject({ ok: true, kind: 'added', accountId: added[0]?.id });
    expect(added).toMatchObject([
      { provider: 'openrouter', label: 'OpenCode: openrouter', suggestionId: 'opencode:openrouter' },
    ]);
    expect(JSON.stringify([answer, added])).not.toContain(key);
    expect(discoveries()).toBe(1);
    await suggestions.restoreDismissed();
    expect(await open()).toEqual(['cursor:default', 'codex-folder:0a1b2c3d']);
  });

  it('give a new key to the account that they made, whatever it is called', async () => {
    const { suggestions, added } = machine();
    const baseUrl = 'https://proxy.example';
    const first = await suggestions.accept('opencode:openrouter', { label: 'lab', baseUrl });
    const again = await suggestions.accept('opencode:openrouter');
    expect(again.accountId).toBe(first.accountId);
    expect(added.at(-1)).toMatchObject({ label: 'lab', baseUrl, suggestionId: 'opencode:openrouter' });
  });

  it('do not read the keys of accounts at other services', async () => {
    const { suggestions, added, asked } = machine();
    const account = { label: 'x', baseUrl: 'https://x.example', organizationId: null, keyGivenAt: null };
    added.push(
      { ...account, id: 'deepseek:1', provider: 'deepseek' },
      { ...account, id: 'openrouter:1', provider: 'openrouter' },
    );
    await suggestions.look();
    expect(asked).toEqual(['openrouter:1']);
  });

  it('add a folder once, as the user writes it', async () => {
    const { suggestions, settings } = machine({ folders: ['~/other', '~/.codex-work'] });
    expect(await suggestions.accept('codex-folder:0a1b2c3d')).toMatchObject({ kind: 'added', accountId: 'codex:work' });
    expect(settings().codexFolders).toEqual(['~/other', '~/.codex-work']);
  });

  it.each([
    ['that is not there', 'opencode:nothing', {}, 'unknown', 'Nothing with this name'],
    ['whose key is gone', 'opencode:openrouter', { keyOf: null }, 'unavailable', 'did not hand it over'],
    ['whose key no header can carry', 'opencode:openrouter', { keyOf: 'a b' }, 'refused', 'not a valid key'],
    [
      'for a full list of folders',
      'codex-folder:0a1b2c3d',
      { folders: Array.from({ length: 64 }, (_, index) => `~/${index}`) },
      'refused',
      'full',
    ],
    [
      'that cannot be stored',
      'codex-folder:0a1b2c3d',
      { saving: { ok: false, cause: 'busy' } },
      'unavailable',
      'not added',
    ],
  ] as const)('say why one %s is not added', async (_what, id, given, kind, words) => {
    const { suggestions, added, settings, discoveries } = machine(given);
    const answer = await suggestions.accept(id);
    expect(answer).toMatchObject({ ok: false, kind, accountId: null, message: expect.stringContaining(words) });
    expect(added).toEqual([]);
    expect(settings().codexFolders).not.toContain('~/.codex-work');
    expect(discoveries()).toBe(0);
  });
});

describe('the sign-in that another program keeps', () => {
  it('is added without a copy, named after its user, and not suggested again', async () => {
    const { suggestions, open, added, discoveries } = machine();
    expect(await open()).toContain('cursor:default');
    const answer = await suggestions.accept('cursor:default');
    expect(answer).toMatchObject({ ok: true, kind: 'added', accountId: 'cursor:0123456789ab' });
    expect(answer.message).toContain('could not be reached now');
    expect(added).toEqual([
      {
        ...{ id: 'cursor:0123456789ab', provider: 'cursor', label: 'ada@mail.test', signIn: 'cursor' },
        ...{ baseUrl: 'https://api2.cursor.sh', organizationId: null, keyGivenAt: null },
        suggestionId: 'cursor:default',
      },
    ]);
    expect(JSON.stringify([added, answer])).not.toContain('canary');
    expect(discoveries()).toBe(1);
    expect(await open()).not.toContain('cursor:default');
  });

  it('that has expired is added without a request, and the answer says what to open', async () => {
    const { suggestions, added, requests } = machine({ signIn: { expiresAtMs: -1 } });
    const answer = await suggestions.accept('cursor:default', { label: 'editor' });
    expect(answer.message).toBe(
      'editor was added. The sign-in that Cursor keeps has expired. Open Cursor, which renews it. New figures then appear.',
    );
    expect(added).toMatchObject([{ label: 'editor' }]);
    expect(requests()).toBe(0);
  });

  it.each([
    ['that is gone', {}, { signIn: null }, 'unavailable', 'no longer in ~/state.vscdb'],
    [
      'that its service refuses',
      {},
      { answer: { kind: 'failure', failure: { kind: 'unauthorised', status: 401 }, fingerprint: null } },
      'refused',
      'Cursor refused the sign-in that Cursor keeps (HTTP 401). Nothing was saved.',
    ],
    ['for another address', { baseUrl: 'https://cursor.example' }, {}, 'refused', 'goes only to Cursor'],
    ['with an empty name', { label: ' ' }, {}, 'refused', 'needs a name'],
  ] as const)('%s is not added, and the answer says why', async (_what, how, given, kind, text) => {
    const { suggestions, added } = machine(given);
    const answer = await suggestions.accept('cursor:default', how);
    expect(answer).toMatchObject({ ok: false, kind, accountId: null });
    expect(answer.message).toContain(text);
    expect(added).toEqual([]);
  });

  it('may go to a program on this computer', async () => {
    const { suggestions, added } = machine();
    await suggestions.accept('cursor:default', { baseUrl: 'http://127.0.0.1:4000/' });
    expect(added).toMatchObject([{ baseUrl: 'http://127.0.0.1:4000' }]);
  });
});
