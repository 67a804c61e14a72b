import { describe, expect, it } from 'vitest';
import type { Account } from '../../../../core/providers/account.ts';
import type { AdditionOutcome, RemovalOutcome } from '../../../../core/accounts/added-account.ts';
import { syncAccounts } from '../../../../core/accounts/sync.ts';
import type { Finding } from '../../../../core/ports.ts';
import type { ProviderId } from '../../../../core/providers/provider-id.ts';
import { providers } from '../../../../core/providers/registry.ts';
import type { Failure } from '../../../../core/polling/failure.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { additionAnswer, removalAnswer } from '../../../../core/views/answers.ts';
import { addableProviders } from '../../../../core/views/services.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { findingCheck } from '../../../../core/views/doctor.ts';
import { findingBanners } from '../../../../core/views/banners.ts';
import { validateAddition } from '../../../../main/node/accounts/addition.ts';
import { chinese, english, nowMs } from '../../../support/example-states.ts';

const account = (id: string, provider: ProviderId = 'openrouter'): Account => ({
  id,
  provider,
  label: id,
  email: null,
  plan: null,
  vendorAccountId: null,
  organizationId: null,
  baseUrl: 'https://openrouter.ai',
});

const finding = (id: string, outcome: Finding['outcome'] | 'unreadable' | 'missing'): Finding => ({
  provider: 'openrouter',
  place: 'https://openrouter.ai',
  outcome: typeof outcome === 'string' ? { kind: 'problem', problem: outcome, account: account(id) } : outcome,
});

const found = (id: string, fingerprint = 'f1'): Finding =>
  finding(id, { kind: 'account', account: account(id), folder: null, fingerprint, expiresAtMs: null });

const failureOf = (states: ReturnType<typeof syncAccounts>, id: string): Failure | null => {
  const link = states.find((state) => state.account.id === id)?.endpoints['usage']?.link;
  return link?.kind === 'needs-sign-in' ? link.failure : null;
};

describe('accounts whose key cannot be read', () => {
  it('are there with their own reason, also when they were never known before', () => {
    const states = syncAccounts(
      [],
      [finding('openrouter:1', 'unreadable'), finding('openrouter:2', 'missing'), found('openrouter:3')],
      nowMs,
    );
    expect(states.map((state) => state.account.id).sort()).toEqual(['openrouter:1', 'openrouter:2', 'openrouter:3']);
    expect(failureOf(states, 'openrouter:1')).toEqual({ kind: 'credential', problem: 'unreadable' });
    expect(failureOf(states, 'openrouter:2')).toEqual({ kind: 'credential', problem: 'missing' });
    expect(failureOf(states, 'openrouter:3')).toBeNull();
  });

  it('go on by themselves once it can be read', () => {
    const before = syncAccounts([], [finding('openrouter:1', 'unreadable')], nowMs);
    const after = syncAccounts(before, [found('openrouter:1')], nowMs);
    expect(failureOf(after, 'openrouter:1')).toBeNull();
  });

  it('say what to do on their card, and in no notice beside it', () => {
    const findings = [finding('openrouter:1', 'unreadable'), finding('openrouter:2', 'missing')];
    const states = syncAccounts([], findings, nowMs);
    const messages = buildSnapshot(states, defaultSettings, english, nowMs).accounts.map(({ message }) => message);
    expect(messages[0]).toContain('Unlock the keyring. The account then comes back by itself');
    expect(messages[1]).toContain('run `quota-tray accounts add --provider openrouter` with the account name');
    expect(findingBanners(findings, english)).toEqual([]);
    const checks = [...findings, found('openrouter:3')].map((each) => findingCheck(each, english));
    expect(checks.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'key:openrouter:1 problem',
      'key:openrouter:2 problem',
      'key:openrouter:3 ok',
    ]);
    const called = findingCheck(found('openrouter:3'), english, ({ id }) => `unique ${id}`);
    expect(called.text).toContain('unique openrouter:3');
  });

  it('a refused key asks for a new one, in the reader’s language', () => {
    const states = syncAccounts([], [found('openrouter:1')], nowMs).map((state) => ({
      ...state,
      endpoints: Object.fromEntries(
        Object.entries(state.endpoints).map(([id, endpoint]) => [
          id,
          {
            ...endpoint,
            link: { kind: 'needs-sign-in', failure: { kind: 'unauthorised', status: 401 }, fingerprint: 'f1' } as const,
          },
        ]),
      ),
    }));
    const said = (locale: typeof english) => buildSnapshot(states, defaultSettings, locale, nowMs).accounts[0];
    expect(said(english)).toMatchObject({
      state: 'signed-out',
      message:
        'OpenRouter refused the key of this account (HTTP 401). Enter a new key in Settings › Accounts, or run `quota-tray accounts add --provider openrouter` with the account name.',
    });
    expect(said(chinese)?.message).toContain('拒绝了此账号的密钥');
  });
});

describe('the description of an account', () => {
  const wanted = { provider: 'openrouter', label: ' lab ', baseUrl: null, organizationId: null, key: 'sk-1' };
  const judged = (change: object, known: Parameters<typeof validateAddition>[1] = [], names = {}) =>
    validateAddition({ ...wanted, ...change }, known, names, nowMs);

  it('gives a stable id that says nothing of the key, and the provider’s own address', () => {
    const one = judged({});
    expect(one).toMatchObject({
      kind: 'good',
      account: {
        id: expect.stringMatching(/^openrouter:[0-9a-f]{12}$/),
        label: 'lab',
        baseUrl: 'https://openrouter.ai',
      },
    });
    expect(judged({ key: 'sk-2' })).toEqual(one);
    expect(judged({ label: 'other' })).not.toMatchObject({
      account: { id: one.kind === 'good' ? one.account.id : '' },
    });
  });

  it('means a known account by its first name and by the one the user gave it', () => {
    const one = judged({});
    if (one.kind !== 'good') throw new Error('It was refused.');
    const { account: known } = one;
    expect(judged({ label: 'big' }, [known], { [known.id]: 'big' })).toMatchObject({
      account: { id: known.id, label: 'lab' },
    });
  });

  it.each([
    [{ provider: '__proto__' }, 'unknown-provider'],
    [{ provider: 'constructor' }, 'unknown-provider'],
    [{ provider: 'codex' }, 'signs-in'],
    [{ provider: 'claude' }, 'signs-in'],
    [{ label: '  ' }, 'label'],
    [{ label: 'x'.repeat(101) }, 'label'],
    [{ provider: 'openai-compatible' }, 'base-url-missing'],
    [{ baseUrl: 'http://example.org' }, 'base-url'],
    [{ baseUrl: 'https://a:b@example.org' }, 'base-url'],
    [{ baseUrl: 'file:///etc/passwd' }, 'base-url'],
    [{ baseUrl: `https://example.org/${'x'.repeat(3000)}` }, 'base-url'],
    [{ organizationId: 'a\r\nb' }, 'organization'],
    [{ key: '' }, 'key-missing'],
    [{ key: 'a b' }, 'key-form'],
    [{ key: 'schlüssel' }, 'key-form'],
    [{ key: 'x\nX-Evil: 1' }, 'key-form'],
    [{ key: 'x'.repeat(1801) }, 'key-form'],
    [{ provider: 'volcengine', baseUrl: null, key: 'AKLT-without-a-secret' }, 'key-pair-form'],
    [{ provider: 'relay', baseUrl: 'https://relay.example', key: '' }, 'organization-missing'],
  ])('%j is refused as %s', (change, problem) => {
    expect(judged(change)).toMatchObject({ kind: 'invalid', problem });
  });

  it.each([
    [{ baseUrl: 'http://127.0.0.1:8080/v1/' }, 'http://127.0.0.1:8080/v1'],
    [{ baseUrl: ' https://proxy.example/x ' }, 'https://proxy.example/x'],
    [
      { provider: 'relay', baseUrl: 'https://relay.example', key: '', organizationId: 'install-1' },
      'https://relay.example',
    ],
  ])('%j is good', (change, baseUrl) => {
    expect(judged(change)).toMatchObject({ kind: 'good', account: { baseUrl } });
  });
});

describe('the answers', () => {
  const additions: readonly AdditionOutcome[] = [
    ...(['unknown-provider', 'signs-in', 'label', 'base-url', 'base-url-missing', 'organization'] as const).map(
      (problem) => ({ kind: 'invalid', problem, provider: 'relay' }) as const,
    ),
    ...(['organization-missing', 'key-missing', 'key-form', 'key-pair-form'] as const).map(
      (problem) => ({ kind: 'invalid', problem, provider: null }) as const,
    ),
    { kind: 'unknown-account' },
    { kind: 'key-refused', provider: 'zai', status: 403 },
    ...(['unavailable', 'locked', 'key-file-unreadable', 'key-file-newer', 'busy', 'failed'] as const).map(
      (because) => ({ kind: 'key-not-kept', because }) as const,
    ),
    ...(['busy', 'full', 'newer-version', 'unreadable'] as const).map(
      (cause) => ({ kind: 'not-saved', cause }) as const,
    ),
  ];
  const removals: readonly RemovalOutcome[] = [
    { kind: 'unknown-account' },
    { kind: 'not-saved', cause: 'busy' },
    { kind: 'forgotten', label: 'lab', isForgotten: true },
    { kind: 'removed', label: 'lab', keyIsGone: true, isForgotten: true },
    { kind: 'removed', label: 'lab', keyIsGone: false, isForgotten: true },
    { kind: 'removed', label: 'lab', keyIsGone: true, isForgotten: false },
  ];

  it.each([english, chinese])('are whole sentences of their own', (locale) => {
    const answers = [
      ...additions.map((each) => additionAnswer(each, locale)),
      ...removals.map((each) => removalAnswer(each, locale)),
    ];
    expect(answers.filter(({ message }) => !/[.。]$/.test(message) || message.includes('{{'))).toEqual([]);
    // No such account and nothing changed are said alike by both.
    expect(new Set(answers.map(({ message }) => message)).size).toBe(answers.length - 2);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(3);
  });

  it('name every service with a key, and none that signs in by a tool or needs a file', () => {
    expect(
      addableProviders(Object.values(providers), english)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(
      Object.values(providers)
        .filter(({ id, key }) => key !== undefined && id !== 'own')
        .map(({ id }) => id)
        .sort(),
    );
    expect(addableProviders(Object.values(providers), english).map(({ id }) => id)).not.toContain('codex');
  });
});

describe('a sign-in that may not be used', () => {
  it('is one account, known and not asked, however many places hold it', () => {
    const refused = finding('openrouter:1', {
      kind: 'problem',
      problem: 'bad-base-url',
      account: account('openrouter:1'),
    });
    const states = syncAccounts([], [refused, refused], nowMs);
    expect(states.map((state) => state.account.id)).toEqual(['openrouter:1']);
    expect(failureOf(states, 'openrouter:1')).toEqual({ kind: 'credential', problem: 'bad-base-url' });
    const [snapshot] = buildSnapshot(states, defaultSettings, english, nowMs).accounts;
    expect(snapshot).toMatchObject({ state: 'signed-out', use: 'unknown' });
    expect(syncAccounts([], [found('openrouter:1'), refused], nowMs)).toHaveLength(1);
  });
});
