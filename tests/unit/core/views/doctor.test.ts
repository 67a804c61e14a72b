import { describe, expect, it } from 'vitest';
import type { CredentialProblem, Failure } from '../../../../core/polling/failure.ts';
import { providerIds } from '../../../../core/providers/provider-id.ts';
import { providers } from '../../../../core/providers/registry.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import type { StorageProblem } from '../../../../core/settings/storage-problem.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { failureText } from '../../../../core/text/account-message.ts';
import type { AccountSnapshot } from '../../../../core/snapshot/schema.ts';
import { type DoctorAccount, accountChecks } from '../../../../core/views/doctor-accounts.ts';
import { type DoctorCheck, type DoctorFacts, doctorReport, hasProblem } from '../../../../core/views/doctor.ts';
import { codexBody, english, nowMs, stateAfter } from '../../../support/example-states.ts';

const well: DoctorFacts = {
  version: '0.1.0',
  runtime: 'Node 24',
  home: '/home/sam/data',
  folder: 'writable',
  timeZoneIsKnown: true,
  appIsRunning: true,
  problems: [],
  storage: { kind: 'works' },
  copies: { folder: '/home/sam/data/copies', count: 0 },
  findings: [],
  trayHost: true,
  notifications: true,
  accounts: [],
  secrets: 'protected',
  failures: [],
};
const nobody = buildSnapshot([], defaultSettings, english, nowMs);

/** Returns the problems of a report, and whether the command exits with 1. */
function problemsWhere(facts: Partial<DoctorFacts>): {
  readonly lines: readonly DoctorCheck[];
  readonly exits: boolean;
} {
  const report = doctorReport({ ...well, ...facts }, nobody, english, nowMs);
  return { lines: report.checks.filter(({ state }) => state === 'problem'), exits: hasProblem(report) };
}

it('a computer on which all is well has no problem', () => {
  expect(problemsWhere({})).toEqual({ lines: [], exits: false });
});

const file = 'settings.json.damaged';
const restored = { kind: 'restored', takenFrom: 'settings.bak', copyOfMs: nowMs, movedTo: file } as const;

describe('each problem is one line that ends with the next step', () => {
  it.each<[string, Partial<DoctorFacts>, RegExp]>([
    [
      'a data folder that cannot be written',
      { folder: 'unwritable' },
      /Check its permissions and the free disk space\.$/,
    ],
    ['a data folder that is a file', { folder: 'not-a-folder' }, /Set QUOTA_TRAY_HOME to a folder\.$/],
    ['an unknown time zone', { timeZoneIsKnown: false }, /Set TZ, for example to Europe\/Berlin\.$/],
    ['a part that failed', { failures: [{ part: 'desktop', cause: 'TypeError' }] }, /report what it prints\.$/],
    [
      'a database library that does not load',
      { storage: { kind: 'not-loaded', cause: 'X' } },
      /Install Quota Tray again\.$/,
    ],
    [
      'a test entry that did not come back',
      { storage: { kind: 'not-stored', cause: 'X' } },
      /Check the permissions and the free disk space\.$/,
    ],
    [
      'a folder of a newer version',
      { problems: [{ kind: 'newer-folder', folder: '/home/sam/data', writtenBy: '9.0.0', own: '0.1.0' }] },
      /or set QUOTA_TRAY_HOME to another folder\.$/,
    ],
    ['no place for the icon', { trayHost: false }, /add the tray to the panel\.$/],
    ['no notifications', { notifications: false }, /sign in to the desktop again\.$/],
    ['a keyring without protection', { secrets: 'unprotected' }, /Install a keyring, .* and unlock it\.$/],
    ['no keyring', { secrets: 'unavailable' }, /allow unprotected keys in Settings › Data and privacy\.$/],
    ['a locked keyring', { secrets: 'locked' }, /Unlock the keyring to keep keys in it\.$/],
    ['a full disk', { problems: [{ kind: 'not-saved', what: 'rates', cause: 'full' }] }, /Free some disk space\.$/],
    [
      'a read-only folder',
      { problems: [{ kind: 'not-saved', what: 'rates', cause: 'read-only' }] },
      /set QUOTA_TRAY_HOME to another folder\.$/,
    ],
    [
      'a folder without permission',
      { problems: [{ kind: 'not-saved', what: 'rates', cause: 'denied' }] },
      /Correct the permissions of the data folder and its files\.$/,
    ],
    ['another disk fault', { problems: [{ kind: 'not-saved', what: 'rates', cause: 'other' }] }, /Check the disk\.$/],
    ['a busy file', { problems: [{ kind: 'not-saved', what: 'rates', cause: 'busy' }] }, /Try again\.$/],
    [
      'a damaged file',
      { problems: [{ kind: 'set-aside', what: 'history', movedTo: 'history.db.damaged' }] },
      /run `quota-tray doctor --seen` to end this message\.$/,
    ],
    [
      'a restored file',
      { problems: [{ ...restored, what: 'settings' }] },
      /run `quota-tray doctor --seen` to end this message\.$/,
    ],
    [
      'a file that cannot be read',
      { problems: [{ kind: 'not-read', what: 'slots', cause: 'denied' }] },
      /Then start Quota Tray again\.$/,
    ],
    [
      'a file that is too large',
      { problems: [{ kind: 'not-read', what: 'slots', cause: 'too-large' }] },
      /Make it smaller or delete it\.$/,
    ],
    [
      'a file of a later version',
      { problems: [{ kind: 'newer-version', what: 'rates', file: 'rates.json' }] },
      /Update Quota Tray to use it\.$/,
    ],
    [
      'a setting that is not valid',
      { problems: [{ kind: 'setting-refused', setting: 'theme' }] },
      /Correct it in settings\.json or in Settings\.$/,
    ],
    [
      'a list that is too long',
      { problems: [{ kind: 'setting-cut', setting: 'hooks', most: 32 }] },
      /Remove some of them\.$/,
    ],
    [
      'a database that cannot be used',
      { problems: [{ kind: 'database-unavailable', reason: 'other' as never }] },
      /move quota-tray\.db out of the data folder\.$/,
    ],
  ])('%s', (_name, facts, step) => {
    const { lines, exits } = problemsWhere(facts);
    expect(lines.map(({ text }) => text)).toEqual([expect.stringMatching(step)]);
    expect(exits).toBe(true);
  });

  it('one bad disk is one line', () => {
    const problems: readonly StorageProblem[] = [
      { kind: 'not-saved', what: 'rates', cause: 'full' },
      { kind: 'not-saved', what: 'slots', cause: 'full' },
    ];
    expect(problemsWhere({ problems }).lines.length).toBeLessThanOrEqual(2);
    expect(new Set(problemsWhere({ problems }).lines.map(({ id }) => id)).size).toBe(
      problemsWhere({ problems }).lines.length,
    );
  });
});

/** The first words of a sentence that tells a person, or the app itself, what comes next. */
const nextStep =
  /(?:^|[.,;] |and |or |then )(?:Open|Run|Check|Unlock|Replace|Move|Start|Enter|Remove|Restore|Update|Choose|Copy|Set|set|Next try|To |Sign in|Try)/;

const credentialProblems: readonly Exclude<CredentialProblem, 'unidentified'>[] = [
  ...(['missing', 'unreadable', 'symbolic-link', 'too-large', 'open-to-others', 'malformed', 'api-key-only'] as const),
  ...(['missing-scope', 'identity-unreadable', 'identity-malformed', 'identity-too-large', 'bad-base-url'] as const),
  ...(['keyring-locked', 'keyring-withheld', 'key-file-unreadable', 'key-file-newer'] as const),
];

describe('a sign-in that cannot be used', () => {
  it.each(credentialProblems)('is a problem with a next step: %s', (problem) => {
    for (const provider of providerIds) {
      const { lines, exits } = problemsWhere({
        findings: [{ provider, place: '~/.place', outcome: { kind: 'problem', problem } as never }],
      });
      expect(lines.map(({ text }) => text)).toEqual([expect.stringMatching(nextStep)]);
      expect(exits).toBe(true);
    }
  });

  it('is no problem while Quota Tray is finding out whose it is', () => {
    const outcome = { kind: 'problem', problem: 'unidentified' } as never;
    expect(problemsWhere({ findings: [{ provider: 'claude', place: '~/.claude', outcome }] }).exits).toBe(false);
  });
});

const failures: readonly Failure[] = [
  { kind: 'unauthorised', status: 401 },
  { kind: 'limited', retryAfterMs: null },
  { kind: 'server', status: 503 },
  ...(['region', 'edge', 'service'] as const).map((by) => ({ kind: 'forbidden', status: 403, by }) as const),
  { kind: 'unexpected-status', status: 404 },
  ...(['dns', 'refused', 'reset', 'tls', 'proxy', 'proxy-sign-in', 'proxy-unsupported', 'other'] as const).map(
    (cause) => ({ kind: 'network', cause }) as const,
  ),
  ...(
    ['timeout', 'redirect-refused', 'too-large', 'not-json', 'no-plan', 'nothing-shown', 'secret-repeated'] as const
  ).map((kind) => ({ kind }) as const),
  { kind: 'schema', paths: [] },
];

it.each(failures)('an account whose poll failed with %o has a next step', (failure) => {
  for (const provider of Object.values(providers)) {
    const text = failureText({ failure, nextRefreshAtMs: nowMs }, provider, english, nowMs);
    if (text !== null) expect(text).toMatch(nextStep);
  }
});

describe('the lines of an account', () => {
  const state = stateAfter(codexBody({ session: { used: 10, resetsInMinutes: 62 } }));
  const [account] = buildSnapshot([state], defaultSettings, english, nowMs).accounts as readonly [AccountSnapshot];
  const known: DoctorAccount = { id: account.id, unrecognizedPaths: [], outlook: null, secondary: [], sources: {} };
  const problems = (change: Partial<DoctorAccount>): readonly string[] =>
    accountChecks(account, { ...known, ...change }, english, nowMs)
      .filter(({ state: how }) => how === 'problem')
      .map(({ text }) => text);

  it('say what to do about fields that are not known', () => {
    expect(problems({ unrecognizedPaths: ['plan: text'] })).toEqual([
      'Missing or unknown format: plan: text. Update Quota Tray. If this line stays, report it.',
    ]);
  });

  it('say what comes next after a further request failed, also where it once worked', () => {
    const failed = { id: 'grant', link: 'backoff' as never, answeredAtMs: null, outlook: null };
    const [never, once] = [failed, { ...failed, answeredAtMs: nowMs - 60_000 }].map(
      (each) => problems({ secondary: [each] })[0],
    );
    expect(never).toBe('The last request failed. Quota Tray tries again by itself; check the network if it stays so.');
    expect(once).toContain('last good answer 1 min ago');
  });
});
