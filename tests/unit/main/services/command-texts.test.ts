import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import type { AppHost } from '../../../../main/commands/program.ts';
import { status } from '../../../../main/commands/status.ts';
import type { CommandTextRequest, WantedText } from '../../../../main/node/api/command-text.ts';
import { terminalLocales } from '../../../../main/node/host-environment.ts';
import { createTerminalContext } from '../../../../main/node/locale-context.ts';
import { createCommandTexts } from '../../../../main/services/command-texts.ts';
import { createObservationHandler } from '../../../../main/services/local-interface.ts';
import { currentAccountId } from '../../../../main/services/status-line.ts';
import { createAccountCache } from '../../../../main/node/storage/account-cache.ts';
import { statusLineText } from '../../../../main/statusline/print.ts';
import { runningApi } from '../../../support/api-server.ts';
import { engineWorld } from '../../../support/engine-world.ts';
import { nowMs } from '../../../support/example-states.ts';
import { openAndBlockedRows, reasonRows } from '../../../support/judged-accounts.ts';
import { manyAccounts } from '../../../support/many-accounts.ts';
import { writeClaudeSignIn } from '../../../support/sign-in.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

const version = '1.2.3';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs });
  vi.stubGlobal('__APP_VERSION__', version);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

interface AppOptions {
  readonly states: readonly AccountState[];
  readonly settings?: Partial<Settings>;
  readonly ownTimeZone?: string | undefined;
  readonly platform?: NodeJS.Platform;
}

/** The texts of an app with these accounts, whose own time zone is UTC. */
function textsOf({ states, settings: chosen = {}, ownTimeZone = 'UTC', platform = 'linux' }: AppOptions) {
  const settings = { ...defaultSettings, ...chosen };
  const locale = createTerminalContext(settings, terminalLocales({ LANG: 'en_GB.UTF-8' }, 'linux'), 'UTC');
  const snapshot = () => buildSnapshot(states, settings, locale, Date.now());
  const errors: string[] = [];
  const make = createCommandTexts({
    ...{ version, platform, ownTimeZone, settings: () => settings, locale: () => ({ timeZone: 'UTC' }) },
    clock: { nowMs: Date.now, random: Math.random },
    log: { error: (message: string) => void errors.push(message) },
    engine: { accounts: () => states },
    publisher: { current: snapshot },
    observe: () => ({ kind: 'accepted', windowIds: [] }),
  });
  return { make, snapshot, settings, errors };
}

function request(wanted: WantedText, environment: Readonly<Record<string, string>> = {}): CommandTextRequest {
  return { version, environment: { TZ: 'UTC', ...environment }, homeFolder: '/home/someone', wanted };
}

const plain = { kind: 'status', form: 'text', columns: null, hasColour: false } as const;

/** What the command prints that makes its text itself. */
async function printedBy(
  { snapshot, settings }: ReturnType<typeof textsOf>,
  wanted: Extract<WantedText, { kind: 'status' }>,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const { socketPath, close } = await runningApi({ snapshot });
  const locale = createTerminalContext(settings, terminalLocales(environment, 'linux'), environment['TZ'] ?? 'UTC');
  const host = {
    paths: () => ({ appSocket: socketPath }),
    stored: async () => ({ settings, locale }),
    services: () => Promise.reject(new Error('The app answers.')),
  } as unknown as AppHost;
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    const how = { refresh: false, json: wanted.form === 'json', compact: wanted.form === 'compact' };
    expect(await status(host, how, wanted)).toBe(0);
    return said.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    said.mockRestore();
    await close();
  }
}

const everyState = [...openAndBlockedRows, ...reasonRows].map(({ state }, index): AccountState => {
  const id = `${state.account.id}-${index}`;
  return { ...state, account: { ...state.account, id, label: `account ${index}` } };
});
const styles = [
  plain,
  { ...plain, columns: 72, hasColour: true },
  { ...plain, columns: 20 },
  { ...plain, form: 'compact', columns: 40 },
  { ...plain, form: 'json' },
] as const;

describe('what the app makes for status is what the command makes itself', () => {
  it.each([
    { what: 'one account', count: 1, settings: {}, environment: { LANG: 'en_GB.UTF-8' } },
    { what: 'three accounts', count: 3, settings: { meterShows: 'used' as const }, environment: { LANG: 'C' } },
    { what: 'all states', count: 999, settings: {}, environment: { LANG: 'de_DE.UTF-8', TZ: 'Europe/Berlin' } },
    { what: 'names and money hidden', count: 999, settings: { hidePersonal: true }, environment: {} },
    {
      what: 'times of day, in Chinese',
      count: 999,
      settings: { resetShows: 'clock' as const, language: 'zh-Hans' as const },
      environment: { LANG: 'zh_CN.UTF-8', TZ: 'Asia/Shanghai' },
    },
    {
      what: 'formats of several regions',
      count: 999,
      settings: { resetShows: 'clock' as const },
      environment: { LANG: 'en_US.UTF-8', LC_TIME: 'de_DE.UTF-8', LC_MONETARY: 'ja_JP', TZ: 'America/New_York' },
    },
  ])('$what', async ({ count, settings, environment }) => {
    const app = textsOf({ states: everyState.slice(0, count), settings });
    for (const wanted of styles) {
      const made = await app.make(request(wanted, environment));
      expect(made).toBe(await printedBy(app, wanted, { TZ: 'UTC', ...environment }));
    }
    expect(app.errors).toEqual([]);
  });

  it('a hundred accounts', async () => {
    const app = textsOf({ states: manyAccounts(100, nowMs) });
    for (const wanted of styles) {
      expect(await app.make(request(wanted))).toBe(await printedBy(app, wanted, { TZ: 'UTC' }));
    }
  });
});

describe('the app makes no text for status', () => {
  const states = manyAccounts(2, nowMs);
  it.each([
    ['of another version', { states }, { ...request(plain), version: '1.2.4' }],
    ['without an account, because the command tells why', { states: [] }, request(plain)],
    ['where only the app has a time zone of its own', { states }, { ...request(plain), environment: {} }],
    ['for a time zone that is a rule', { states }, request(plain, { TZ: 'CET-1CEST,M3.5.0,M10.5.0/3' })],
    ['for an unknown time zone', { states }, request(plain, { TZ: 'Nowhere/Land' })],
    ['for formats that only the runtime of the command knows', { states, platform: 'darwin' as const }, request(plain)],
  ])('%s', async (_, options, wanted) => {
    expect(await textsOf(options).make(wanted)).toBeNull();
  });
});

describe.runIf(process.platform !== 'win32')('what the app makes for the status line', () => {
  async function place() {
    const folder = temporaryFolder();
    const [home, claude] = [path.join(folder, 'q'), path.join(folder, 'claude')];
    await writeClaudeSignIn(claude, { email: 'someone@example.org', accountUuid: 'person-1', subscription: 'pro' });
    fs.mkdirSync(home, { mode: 0o700 });
    const environment = { CLAUDE_CONFIG_DIR: claude, LANG: 'en_GB.UTF-8', TZ: 'UTC' };
    const surroundings = { environment, homeFolder: folder, platform: process.platform };
    const accountId = await currentAccountId(surroundings, () => []);
    return { folder, home, environment, accountId };
  }

  const inSeconds = (seconds: number): number => nowMs / 1000 + seconds;
  const fiveHours = { used_percentage: 37, resets_at: inSeconds(3_780) };
  const week = { used_percentage: 61, resets_at: inSeconds(300_000) };

  it.each([
    ['two limits', { five_hour: fiveHours, seven_day: week }],
    ['a limit that is used up', { five_hour: { ...fiveHours, used_percentage: 100 }, seven_day: week }],
    ['a reset that is due', { five_hour: { ...fiveHours, resets_at: inSeconds(-60) } }],
    ['one limit', { seven_day: week }],
    ['no limits', undefined],
    ['nonsense', { five_hour: 'x', other: [1, 2] }],
  ])('is what the command makes itself: %s', async (_, limits) => {
    const { folder, home, environment, accountId } = await place();
    const stored = new Map<string, AccountState>();
    const cache = createAccountCache({
      folder: path.join(home, 'cache', 'accounts'),
      nowMs: Date.now,
      report: () => undefined,
    });
    const known = everyState.find(({ account }) => account.provider === 'claude');
    if (known === undefined || accountId === null) throw new Error('There is no account of Claude.');
    const state = { ...known, account: { ...known.account, id: accountId } };
    stored.set(accountId, state);
    const { engine } = engineWorld({ findings: [], stored, answer: () => Promise.reject(new Error('Nobody asks.')) });
    await engine.load();
    const observe = createObservationHandler(engine, { nowMs: Date.now, random: Math.random });
    const locale = createTerminalContext(defaultSettings, terminalLocales(environment, 'linux'), 'UTC');
    const snapshot = () => buildSnapshot(engine.accounts(), defaultSettings, locale, Date.now());
    const make = createCommandTexts({
      ...{ version, platform: process.platform, ownTimeZone: 'UTC', settings: () => defaultSettings },
      ...{ locale: () => ({ timeZone: 'UTC' }), clock: { nowMs: Date.now, random: Math.random } },
      ...{ log: { error: () => undefined }, engine, publisher: { current: snapshot }, observe },
    });
    const made = await make({
      ...{ version, environment, homeFolder: folder },
      wanted: { kind: 'status-line', model: 'Sonnet', rateLimits: limits, spokeAtMs: nowMs },
    });
    for (const each of engine.accounts()) cache.save(each);
    await runningApi({ snapshot, observe }, path.join(home, 'api.sock'));
    const input = Readable.from([JSON.stringify({ model: { display_name: 'Sonnet' }, rate_limits: limits })]);
    vi.stubEnv('TZ', 'UTC');
    const line = await statusLineText({
      environment: { ...environment, QUOTA_TRAY_HOME: home },
      ...{ input, earlierCommand: null },
    });
    expect(made).toBe(`${line}\n`);
    expect(made).toMatch(/^Sonnet · ./);
  });

  it.each([
    ['a relative folder of Claude Code', { CLAUDE_CONFIG_DIR: 'claude' }, '/home/someone'],
    ['a list with a relative folder', { CLAUDE_CONFIG_DIR: '/a:b' }, '/home/someone'],
    ['a relative home folder', {}, 'someone'],
  ])('is left to the command for %s', async (_, environment, homeFolder) => {
    const wanted = { kind: 'status-line', model: null, spokeAtMs: nowMs } as const;
    const { make } = textsOf({ states: [] });
    expect(await make({ ...request(wanted, environment), homeFolder })).toBeNull();
  });
});
