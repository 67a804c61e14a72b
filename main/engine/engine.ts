import { applyFindings } from '../../core/accounts/apply-findings.ts';
import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Account } from '../../core/accounts/account.ts';
import type {
  AccountCache,
  Alarm,
  AskTool,
  Clock,
  Discovery,
  Finding,
  Http,
  Log,
  ObservationSource,
  SignedInFolder,
} from '../../core/ports.ts';
import type { Endpoint } from '../../core/providers/provider.ts';
import type { Observation } from '../../core/quota/observation.ts';
import { notAfter } from '../../core/quota/not-after.ts';
import { providers } from '../../core/providers/registry.ts';
import { intervalMs } from '../../core/refresh/cadence.ts';
import { dueBy, isDue, refusal, type Refusal, started } from '../../core/refresh/endpoint-machine.ts';
import type { EndpointState } from '../../core/refresh/link.ts';
import { turns, withinReach } from '../../core/refresh/next-turn.ts';
import { asksProvider } from '../../core/settings/asks-provider.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { createAccounts } from './accounts.ts';
import { type Answer, answered } from './answered.ts';
import { observed } from './observed.ts';
import { createHostGate } from './host-gate.ts';

const hostSpacingMs = 1_000;
const minuteMs = 60_000;
const catchUpSpreadMs = 5_000;

export interface EngineParts {
  readonly clock: Clock;
  readonly alarm: Alarm;
  readonly http: Http;
  readonly discovery: Discovery;
  readonly cache: AccountCache;
  readonly log: Log;
  readonly settings: () => Settings;
  /** An account's own tool, asked before the endpoint where it can answer. */
  readonly askTool?: AskTool;
  /** Local sources, told which folders to follow. */
  readonly sources?: readonly ObservationSource[];
}

export interface Engine {
  /** Loads what was known, asks nothing. Call before `start`. */
  readonly seed: () => void;
  /** Looks for accounts and begins to keep them fresh. Resolves once the first look is done. */
  readonly start: () => Promise<void>;
  readonly stop: () => void;
  /** Looks for accounts once, asks no service. */
  readonly look: () => Promise<readonly Finding[]>;
  readonly accounts: () => readonly AccountState[];
  readonly findings: () => readonly Finding[];
  /** Calls back after every change and at every whole minute, when countdowns change. */
  readonly subscribe: (listener: () => void) => void;
  /** Asks again, whatever the age; a backoff still holds (S4-15). Null asks all. */
  readonly refresh: (accountId: string | null) => RefreshOutcome;
  /** Resolves when nothing is in flight and nothing asked for is still waiting for its host. */
  readonly settled: () => Promise<void>;
  /** Merges what another source saw; false for an account that is not known (S1-16). */
  readonly observe: (accountId: string, observation: Observation) => boolean;
  readonly forget: (accountId: string) => void;
  /** The settings changed: every schedule is judged anew. */
  readonly reconsider: () => void;
  /** The places to look at changed. */
  readonly rediscover: () => Promise<void>;
  readonly pause: () => void;
  readonly resume: () => void;
}

export type RefreshOutcome =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'unknown-account' }
  | { readonly kind: 'refused'; readonly refusal: Exclude<Refusal, { kind: 'in-flight' }> };

/**
 * Runs the core: the one owner of account states, the one timer, the one gateway to the network
 * (S4-1 .. S4-9). All judgement is in core; this file only carries events in and effects out.
 */
export function createEngine(parts: EngineParts): Engine {
  const { clock, alarm, http, discovery, cache, log } = parts;
  const accounts = createAccounts(cache);
  const gate = createHostGate(hostSpacingMs);
  const idle = new Set<() => void>();
  let findings: readonly Finding[] = [];
  let endWatch: (() => void) | null = null;
  let running = false;
  let paused = false;
  let expectedRingMs = 0;

  const isAsked = ({ account }: AccountState): boolean => asksProvider(parts.settings(), account.provider);
  const intervalOf = (account: Account, endpointId: string): number => {
    const endpoint = providers[account.provider].endpoints[endpointId];
    return endpoint === undefined ? minuteMs : intervalMs(endpoint, parts.settings().refreshMinutes);
  };

  async function fly(accountId: string, endpointId: string): Promise<void> {
    const state = accounts.get(accountId);
    const endpoint = state === undefined ? undefined : providers[state.account.provider].endpoints[endpointId];
    const before = state?.endpoints[endpointId];
    if (state === undefined || endpoint === undefined || before === undefined) return;
    const flight = started(before, clock.nowMs());
    accounts.setEndpoint(accountId, endpointId, flight);
    gate.passed(state.account.baseUrl, clock.nowMs());
    const answer = await ask(state.account, endpoint);
    const current = accounts.get(accountId);
    if (current === undefined) return;
    const next = answered(current, endpointId, flight.sequence, answer, {
      nowMs: clock.nowMs(),
      random: clock.random(),
      refreshMinutes: parts.settings().refreshMinutes,
    });
    if (next === null) return;
    if (answer.kind === 'failure') log.warn(`${current.account.id} ${endpointId}: ${answer.failure.kind}`);
    accounts.set(next);
  }

  async function ask(account: Account, endpoint: Endpoint): Promise<Answer> {
    const folder = signedInFolders(findings).find(({ accountId }) => accountId === account.id)?.folder;
    const observation = folder === undefined ? null : ((await parts.askTool?.(account, folder)) ?? null);
    return observation === null
      ? http.send(endpoint.request(account), account)
      : { kind: 'observation', observation, fingerprint: null };
  }

  function launchDue(): void {
    const nowMs = clock.nowMs();
    for (const turn of turns(accounts.all(), isAsked)) {
      const endpoint = accounts.get(turn.accountId)?.endpoints[turn.endpointId];
      if (endpoint === undefined || !isDue(endpoint, nowMs) || gate.freeAtMs(turn.baseUrl, nowMs) > nowMs) continue;
      void fly(turn.accountId, turn.endpointId).then(takeTurn);
    }
  }

  function takeTurn(): void {
    if (!running) return;
    if (!paused) launchDue();
    announceSettled();
    arm();
  }

  function arm(): void {
    if (!running || accounts.all().length === 0) return;
    const nowMs = clock.nowMs();
    const next = paused
      ? undefined
      : turns(accounts.all(), isAsked).map((turn) => Math.max(turn.atMs, gate.freeAtMs(turn.baseUrl, nowMs)));
    const soonestMs = Math.min(nextMinuteMs(nowMs), ...(next ?? []));
    expectedRingMs = soonestMs;
    alarm.set(soonestMs, ring);
  }

  function ring(): void {
    const nowMs = clock.nowMs();
    if (nowMs - expectedRingMs > minuteMs) catchUp();
    for (const state of accounts.all()) {
      const facts = notAfter(state.facts, nowMs);
      if (facts !== state.facts) accounts.set({ ...state, facts });
    }
    everyEndpoint((endpoint, account, id) => withinReach(endpoint, nowMs, intervalOf(account, id)));
    takeTurn();
    accounts.announce();
  }

  /** After sleep or a jump of the clock: each schedule is judged once, spread over some seconds. */
  function catchUp(): void {
    const nowMs = clock.nowMs();
    everyEndpoint((endpoint) =>
      endpoint.nextDueAtMs <= nowMs
        ? { ...endpoint, nextDueAtMs: Math.round(nowMs + clock.random() * catchUpSpreadMs) }
        : endpoint,
    );
  }

  function everyEndpoint(change: (endpoint: EndpointState, account: Account, id: string) => EndpointState): void {
    for (const { account, endpoints } of accounts.all()) {
      for (const [id, endpoint] of Object.entries(endpoints))
        accounts.setEndpoint(account.id, id, change(endpoint, account, id));
    }
  }

  async function look(): Promise<readonly Finding[]> {
    findings = await discovery.look();
    if (running) for (const source of parts.sources ?? []) source.follow(signedInFolders(findings));
    accounts.replaceAll(applyFindings(accounts.all(), findings, clock.nowMs()));
    takeTurn();
    return findings;
  }

  function waiting(): boolean {
    const nowMs = clock.nowMs();
    const flying = accounts
      .all()
      .some(({ endpoints }) => Object.values(endpoints).some(({ link }) => link.kind === 'fetching'));
    return flying || (!paused && turns(accounts.all(), isAsked).some((turn) => turn.atMs <= nowMs));
  }

  function announceSettled(): void {
    if (waiting()) return;
    for (const resolve of idle) resolve();
    idle.clear();
  }

  function refresh(accountId: string | null): RefreshOutcome {
    const nowMs = clock.nowMs();
    const wanted = accounts.all().filter(({ account }) => accountId === null || account.id === accountId);
    if (wanted.length === 0 && accountId !== null) return { kind: 'unknown-account' };
    const refusals = wanted.map(({ account, endpoints }) => {
      const usage = endpoints['usage'];
      const no = usage === undefined ? null : refusal(usage, nowMs);
      if (usage !== undefined && no === null) accounts.setEndpoint(account.id, 'usage', dueBy(usage, nowMs));
      return no?.kind === 'in-flight' ? null : no;
    });
    takeTurn();
    const firm = refusals.filter((no): no is Exclude<Refusal, { kind: 'in-flight' }> => no !== null);
    const backoff = firm.find((no) => no.kind === 'backoff') ?? firm[0];
    return backoff !== undefined && firm.length === wanted.length
      ? { kind: 'refused', refusal: backoff }
      : { kind: 'accepted' };
  }

  return {
    seed: accounts.seed,
    accounts: accounts.all,
    findings: () => findings,
    look,
    subscribe: accounts.subscribe,
    refresh,
    start: async () => {
      running = true;
      endWatch = discovery.watch(() => void look());
      await look();
    },
    observe: (accountId, observation) => {
      const state = accounts.get(accountId);
      if (state === undefined) return false;
      accounts.set(observed(state, observation, parts.settings(), clock.nowMs()));
      takeTurn();
      return true;
    },
    stop: () => {
      running = false;
      for (const source of parts.sources ?? []) source.stop();
      alarm.clear();
      endWatch?.();
    },
    settled: () =>
      new Promise((resolve) => {
        idle.add(resolve);
        announceSettled();
      }),
    forget: (accountId) => {
      accounts.remove(accountId);
      takeTurn();
    },
    reconsider: takeTurn,
    rediscover: async () => {
      endWatch?.();
      endWatch = running ? discovery.watch(() => void look()) : null;
      await look();
    },
    pause: () => {
      paused = true;
      takeTurn();
    },
    resume: () => {
      paused = false;
      catchUp();
      takeTurn();
    },
  };
}

function signedInFolders(findings: readonly Finding[]): readonly SignedInFolder[] {
  return findings.flatMap(({ provider, outcome }) =>
    outcome.kind === 'account' ? [{ provider, accountId: outcome.account.id, folder: outcome.folder }] : [],
  );
}

function nextMinuteMs(nowMs: number): number {
  return (Math.floor(nowMs / minuteMs) + 1) * minuteMs;
}
