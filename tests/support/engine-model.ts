import type { AccountState } from '../../core/accounts/account-state.ts';
import type { Finding } from '../../core/ports.ts';
import { currentValue, noFact } from '../../core/usage/fact.ts';
import { defaultSettings, type Settings } from '../../core/settings/settings.ts';
import { createEngine } from '../../main/engine/engine.ts';
import { createFakeClock, settle } from './clock.ts';
import { endpointOf, found, startMs } from './engine-world.ts';
import {
  endpointNotes,
  type Flight,
  goodOutcome,
  isUsageOf,
  lostAnswer,
  type Machine,
  machineAccounts,
  type MachineEvent,
  newNotes,
  noteOutcome,
  type Notes,
  type Outcome,
  withinReach,
} from './engine-model-state.ts';
import { seededRandom } from './seeded-random.ts';

const minuteMs = 60_000;

/** The engine among fake ports, played event by event, with a notebook that knows what must not happen. */
export async function createMachine(seed: number): Promise<Machine> {
  const time = createFakeClock(startMs, seededRandom(seed));
  const stored = new Map<string, AccountState>();
  const violations: string[] = [];
  const requests: { readonly accountId: string; readonly endpointId: string; readonly atMs: number }[] = [];
  const notes = new Map<string, Notes>(machineAccounts.map(({ id }) => [id, newNotes()]));
  let flights: Flight[] = [];
  let settings: Settings = defaultSettings;
  let isPaused = false;
  let isWell = false;
  let changed = (): void => {};
  let process = 0;
  const noteOf = (accountId: string): Notes => notes.get(accountId) ?? newNotes();
  const findings = (): readonly Finding[] => [...notes.values()].flatMap(({ finding }) => finding ?? []);

  function check(accountId: string, endpointId: string): void {
    const note = noteOf(accountId);
    const nowMs = time.nowMs();
    const provider = machineAccounts.find(({ id }) => id === accountId)?.provider;
    const own = endpointNotes(note, endpointId);
    const say = (what: string): void =>
      void violations.push(`${accountId} was asked for ${endpointId} ${what} (at ${nowMs - startMs})`);
    const isSame = (flight: Flight): boolean => flight.accountId === accountId && flight.endpointId === endpointId;
    if (flights.some(isSame)) say('twice at once');
    if (note.finding === null) say('while signed out');
    if ([own, endpointNotes(note, 'usage')].some(({ refusedToken }) => refusedToken === note.token)) {
      say('with a sign-in that was refused');
    }
    if (own.wait !== null && nowMs < own.wait.untilMs) say('inside a backoff');
    if (endpointId !== 'usage' && settings.essentialTrafficOnly) say('although only essential traffic is wanted');
    if (isPaused) say('while paused');
    if (provider === 'codex' ? !settings.askCodex : !settings.askClaude) say('although it is turned off');
  }

  const start = () => {
    process += 1;
    const own = process;
    return createEngine({
      clock: time.clock,
      alarm: time.alarm,
      http: {
        send: async ({ url }, account) => {
          const endpointId = endpointOf(account, url);
          if (own !== process) return { kind: 'failure', failure: { kind: 'timeout' }, fingerprint: null };
          check(account.id, endpointId);
          requests.push({ accountId: account.id, endpointId, atMs: time.nowMs() });
          const { token, generation } = noteOf(account.id);
          const good = { used: 7, resetInMs: 90 * minuteMs };
          if (isWell) return goodOutcome(account.id, endpointId, good, token, time.nowMs());
          return new Promise((resolve) =>
            flights.push({ accountId: account.id, endpointId, fingerprint: token, generation, land: resolve }),
          );
        },
      },
      discovery: { look: async () => findings(), watch: (callback) => ((changed = callback), () => {}) },
      cache: {
        load: () => [...stored.values()],
        save: (state) => void (own === process && stored.set(state.account.id, state)),
        remove: (accountId) => void stored.delete(accountId),
      },
      log: { info: () => {}, warn: () => {}, error: () => {} },
      settings: () => settings,
    });
  };
  // All are signed in before the first look, so that none of them is left in quiet.
  for (const account of machineAccounts) {
    Object.assign(noteOf(account.id), { token: 'token-1', finding: found(account, 'token-1', null) });
  }
  let engine = start();
  await engine.start();

  async function tellFindings(): Promise<void> {
    for (const each of notes.values()) if ((each.expiresAtMs ?? Infinity) <= time.nowMs()) each.generation += 1;
    changed();
    await settle();
  }

  function land(flight: Flight, outcome: Outcome): void {
    flights = flights.filter((each) => each !== flight);
    const { accountId, endpointId, fingerprint } = flight;
    const note = noteOf(accountId);
    const nowMs = time.nowMs();
    const own = endpointNotes(note, endpointId);
    if (flight.generation === note.generation && !own.isDropped) {
      noteOutcome(note, endpointId, outcome, fingerprint, nowMs);
    }
    own.isDropped = false;
    flight.land(
      outcome.kind === 'good'
        ? goodOutcome(accountId, endpointId, outcome, fingerprint, nowMs)
        : outcome.kind === 'odd'
          ? { kind: 'body', body: { surprise: true }, fingerprint }
          : { kind: 'failure', failure: outcome.failure, fingerprint },
    );
  }

  function networkReturned(): void {
    if (!isPaused) return;
    isPaused = false;
    for (const { wait } of [...notes.values()].flatMap(({ endpoints }) => [...endpoints.values()])) {
      if (wait?.isOfTheWay === true) wait.untilMs = Math.min(wait.untilMs, time.nowMs());
    }
  }

  async function play(event: MachineEvent): Promise<void> {
    const account = 'account' in event && event.account !== null ? machineAccounts[event.account] : undefined;
    const note = account === undefined ? newNotes() : noteOf(account.id);
    switch (event.kind) {
      case 'pass':
        await time.advance(event.byMs);
        break;
      case 'jump':
        time.jump(time.nowMs() + event.byMs);
        for (const each of [...notes.values()].flatMap(({ endpoints }) => [...endpoints.values()])) {
          each.wait = withinReach(each.wait, time.nowMs(), event.byMs);
        }
        if (event.rings) await time.ring();
        break;
      case 'answer': {
        const flight = flights[event.flight % Math.max(1, flights.length)];
        if (flight !== undefined) land(flight, event.outcome);
        break;
      }
      case 'found': {
        if (account === undefined) break;
        const expiresAtMs = event.expiresInMs === null ? null : time.nowMs() + event.expiresInMs;
        note.token = `token-${event.token}`;
        for (const each of note.endpoints.values()) {
          if (each.refusedToken !== note.token) each.refusedToken = null;
        }
        note.expiresAtMs = expiresAtMs;
        note.finding = found(account, note.token, expiresAtMs);
        await tellFindings();
        break;
      }
      case 'lost':
        note.finding = null;
        note.generation += 1;
        await tellFindings();
        break;
      case 'forget':
        if (account === undefined) break;
        note.endpoints.clear();
        Object.assign(note, { hadWindows: false, generation: note.generation + 1 });
        engine.forget(account.id);
        break;
      case 'forget-grant': {
        if (account === undefined) break;
        const known = engine.accounts().find((state) => state.account.id === account.id)?.facts.grant ?? noFact;
        const isUnderWay = flights.some((each) => each.accountId === account.id && each.endpointId === 'grant');
        if (known !== noFact && known.said !== null) endpointNotes(note, 'grant').isDropped = isUnderWay;
        engine.forgetGrant(account.id);
        break;
      }
      case 'refresh':
        // Whoever asks proves that the computer is awake.
        if (engine.refresh(account?.id ?? null, 'app').kind === 'accepted') {
          networkReturned();
          // A refused sign-in is tried once more for whoever asks.
          for (const [id, each] of notes) {
            const usage = endpointNotes(each, 'usage');
            if (account === undefined || account.id === id) usage.refusedToken = null;
          }
        }
        break;
      case 'observe':
        if (account === undefined) break;
        engine.observe(account.id, {
          source: 'log',
          asOfMs: time.nowMs() - event.ageMs,
          windows: {
            complete: false,
            items: [
              {
                id: 'session',
                shape: { name: null, scope: 'account', durationSeconds: 18_000 },
                usedPercent: { is: 'value', value: event.used },
              },
            ],
          },
          oddPaths: [],
        });
        break;
      case 'pause':
        isPaused = true;
        engine.pause('offline');
        break;
      case 'resume':
        networkReturned();
        engine.resume('offline');
        break;
      case 'open-panel':
        engine.panelOpened();
        break;
      case 'restart':
        engine.stop();
        flights = [];
        isPaused = false;
        for (const each of notes.values()) each.generation += 1;
        engine = start();
        await engine.load();
        await engine.start();
        break;
      case 'surroundings':
        engine.setDevicePower({ onBattery: event.onBattery, locked: event.locked });
        break;
      case 'settings':
        settings = { ...settings, ...event };
        engine.reschedule();
        break;
    }
    await settle();
    checkKept();
  }

  /** Figures go only where the user forgets the account. */
  function checkKept(): void {
    for (const [accountId, note] of notes) {
      const state = engine.accounts().find(({ account }) => account.id === accountId);
      const used = state?.facts.windows.map((window) => currentValue(window.usedPercent)) ?? [];
      const hasWindows = used.some((percent) => percent !== null);
      if (note.hadWindows && !hasWindows) violations.push(`the figures of ${accountId} are gone`);
      note.hadWindows = hasWindows;
    }
  }

  return {
    play,
    violations,
    nowMs: time.nowMs,
    record: () => JSON.stringify({ accounts: engine.accounts(), requests }),
    asked: (accountId) => requests.filter((each) => isUsageOf(each, accountId)).length,
    lastAskedAtMs: (accountId) =>
      Math.max(0, ...requests.filter((each) => isUsageOf(each, accountId)).map((each) => each.atMs)),
    recover: async (forMs) => {
      isWell = true;
      while (flights.length > 0) await play({ kind: 'answer', flight: 0, outcome: lostAnswer });
      settings = defaultSettings;
      engine.reschedule();
      engine.setDevicePower({ onBattery: false, locked: false });
      await play({ kind: 'resume' });
      for (const index of machineAccounts.keys()) {
        await play({ kind: 'found', account: index, token: 99, expiresInMs: null });
      }
      await play({ kind: 'pass', byMs: forMs });
    },
  };
}
