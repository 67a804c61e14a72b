import type { Tally } from '../../core/metrics/tally.ts';
import type { ResolvedNameless } from '../../core/accounts/sync.ts';
import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Account } from '../../core/providers/account.ts';
import type { AskTool, Finding, HttpOutcome } from '../../core/ports.ts';
import type { ProviderId } from '../../core/providers/provider-id.ts';
import { providers } from '../../core/providers/registry.ts';
import type { Failure } from '../../core/polling/failure.ts';
import { defaultSettings, type Settings } from '../../core/settings/settings.ts';
import { createEngine, type Engine } from '../../main/engine/engine.ts';
import { createFakeClock, type FakeClock, settle } from './clock.ts';

export const startMs = Date.parse('2026-03-02T09:00:00Z');

export function exampleAccount(name: string, more: Partial<Account> = {}): Account {
  return {
    id: `codex:${name}`,
    provider: 'codex',
    label: name,
    email: null,
    plan: null,
    vendorAccountId: null,
    baseUrl: `https://${name}.example`,
    ...more,
  };
}

/** @param renewableUntilMs Left out: its tool cannot renew it. */
export function found(
  account: Account,
  fingerprint = 'token-1',
  expiresAtMs: number | null = null,
  renewableUntilMs?: number | null,
): Finding {
  const term = { expiresAtMs, ...(renewableUntilMs === undefined ? {} : { renewableUntilMs }) };
  return {
    provider: account.provider,
    place: account.label,
    outcome: { kind: 'account', account, folder: `/home/${account.label}`, fingerprint, ...term },
  };
}

/** A Codex usage body with one five-hour window. */
export function usageBody(usedPercent: number, resetAtMs: number): unknown {
  return {
    plan_type: 'pro',
    rate_limit: {
      primary_window: {
        used_percent: usedPercent,
        limit_window_seconds: 18_000,
        reset_at: Math.round(resetAtMs / 1000),
      },
      secondary_window: null,
    },
  };
}

export const body = (value: unknown): HttpOutcome => ({ kind: 'body', body: value, fingerprint: 'token-1' });
export const failure = (what: Failure, fingerprint = 'token-1'): HttpOutcome => ({
  kind: 'failure',
  failure: what,
  fingerprint,
});

/** Which account was asked what, and when. */
export interface SentRequest {
  readonly accountId: string;
  readonly endpointId: string;
  readonly url: string;
  readonly atMs: number;
}

/** The endpoint of a provider that a request is for, by its address. */
export function endpointOf(account: Account, url: string): string {
  const own = Object.entries(providers[account.provider].endpoints);
  const asked = own.find(([, endpoint]) => endpoint.request(account, 0).url === url);
  if (asked === undefined) throw new Error(`No endpoint of ${account.provider} asks ${url}`);
  return asked[0];
}

/** What the service says about a grant, as the endpoint words it. */
export function grantBody(more: Readonly<Record<string, unknown>> = {}): unknown {
  return { available: true, eligible: true, granted: false, amount_minor_units: 3500, currency: 'USD', ...more };
}

export interface EngineWorld {
  readonly engine: Engine;
  readonly time: FakeClock;
  /** Every request so far. */
  readonly requests: readonly SentRequest[];
  readonly stored: Map<string, AccountState>;
  /** Changes what is found and tells the engine, as a watched file does. */
  readonly find: (findings: readonly Finding[]) => Promise<void>;
}

export interface WorldOptions {
  readonly findings: readonly Finding[];
  /** The answer to a request; may be held back by a promise. */
  readonly answer: (accountId: string, atMs: number, endpointId: string) => HttpOutcome | Promise<HttpOutcome>;
  readonly settings?: Partial<Settings>;
  readonly stored?: Map<string, AccountState>;
  readonly time?: FakeClock;
  readonly isEssentialOnly?: (provider: ProviderId) => boolean;
  readonly askTool?: AskTool;
  readonly stopTools?: () => void;
  readonly tally?: Tally;
  readonly fold?: (fold: ResolvedNameless) => Promise<boolean>;
  /** What a look finds, where that is not simply `findings`. */
  readonly look?: () => Promise<readonly Finding[]>;
}

/** The engine on a given clock, with an upstream, a disk and sign-ins that live in memory. */
export function engineWorld(options: WorldOptions): EngineWorld {
  const time = options.time ?? createFakeClock(startMs);
  const stored = options.stored ?? new Map<string, AccountState>();
  const requests: SentRequest[] = [];
  let findings = options.findings;
  const settings = { ...defaultSettings };
  let changed = (): void => {};
  const engine = createEngine({
    clock: time.clock,
    alarm: time.alarm,
    http: {
      send: async ({ url }, account) => {
        const endpointId = endpointOf(account, url);
        requests.push({ accountId: account.id, endpointId, url, atMs: time.nowMs() });
        return options.answer(account.id, time.nowMs(), endpointId);
      },
    },
    discovery: { look: options.look ?? (async () => findings), watch: (callback) => ((changed = callback), () => {}) },
    cache: {
      load: () => [...stored.values()],
      save: (state) => void stored.set(state.account.id, state),
      remove: (accountId) => void stored.delete(accountId),
    },
    log: { info: () => {}, warn: () => {}, error: () => {} },
    settings: () => Object.assign(settings, options.settings),
    ...(options.isEssentialOnly ? { isEssentialOnly: options.isEssentialOnly } : {}),
    ...(options.askTool ? { askTool: options.askTool } : {}),
    ...(options.stopTools ? { stopTools: options.stopTools } : {}),
    ...(options.tally ? { tally: options.tally } : {}),
    ...(options.fold ? { fold: options.fold } : {}),
  });
  return {
    engine,
    time,
    requests,
    stored,
    find: async (next) => {
      findings = next;
      changed();
      await settle();
    },
  };
}
