import { createHash, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';

import type { WarmupRun } from '../../../core/warm-ups/run.ts';
import { forgetAccountRows } from '../../../main/node/storage/account-rows.ts';
import { fullState, known } from '../account-states.ts';
import { sayNow } from '../say-now.ts';
import { seededRandom } from '../seeded-random.ts';
import { exampleInstall, isSetAside, openStateFolder, type StateFolder } from './state-folder.ts';
import type { Told } from './told.ts';

/**
 * A process that changes everything in a state folder, with the app's own stores, and says what it has done. It is to
 * be recorded, or killed at any moment. Its argument is JSON.
 */
export interface LifeSetup {
  readonly home: string;
  /** Makes the ids of this process its own. */
  readonly name: string;
  readonly seed: number;
  readonly turns: number;
  /** Files of the folder may be damaged, so that they are set aside. */
  readonly toleratesDamage: boolean;
}

const setup = JSON.parse(process.argv[2] ?? '') as LifeSetup;
const random = seededRandom(setup.seed);
const dayMs = 86_400_000;
const installId = exampleInstall;
/** Accounts that the process keeps; others come and go. */
const [first, second] = [`codex:${setup.name}-1`, `codex:${setup.name}-2`] as const;

/** At once and in one piece, so that the line is out before the process goes on. */
function say(told: Told): void {
  sayNow(`${JSON.stringify(told)}\n`);
}

function fault(what: unknown): never {
  writeSync(2, `${JSON.stringify(what)}\n`);
  process.exit(70);
}

function idOf(turn: number): string {
  return `openrouter:${createHash('sha256').update(`${setup.name} ${turn}`).digest('hex').slice(0, 12)}`;
}

type Action = (folder: StateFolder, turn: number) => void | Promise<void>;

function need(saving: { readonly ok: boolean }): void {
  if (!saving.ok) fault(saving);
}

const actions: readonly Action[] = [
  async ({ settings }, turn) => {
    const number = turn + 1;
    const id = `${setup.name}:named`;
    need(await settings.update(({ accountLabels }) => ({ accountLabels: { ...accountLabels, [id]: String(number) } })));
    say({ what: 'named', id, number });
  },
  async ({ accounts, secrets }, turn) => {
    const id = idOf(turn);
    const account = { provider: 'openrouter', id, label: id, baseUrl: 'https://openrouter.ai' } as const;
    need(await secrets.put(id, { form: 'open', base64: 'QQ==' }));
    need(await accounts.put({ ...account, organizationId: null, keyGivenAt: null }));
    say({ what: 'added', id });
  },
  async ({ accounts, secrets, cache, database, history }, turn) => {
    const id = idOf(turn - 2);
    if (turn < 2) return;
    say({ what: 'removing', id });
    need(await accounts.remove(id));
    need(await secrets.put(id, null));
    cache.remove(id);
    if (!forgetAccountRows(database, id) || !history.forget(id)) fault('not forgotten');
    say({ what: 'removed', id });
  },
  ({ cache }, turn) => {
    for (const id of [first, second, idOf(turn)]) {
      const usedPercent = (turn % 1000) / 10;
      const state = fullState(id, Date.now());
      const windows = state.facts.windows.map((window) => ({ ...window, usedPercent: known(usedPercent, Date.now()) }));
      cache.save({ ...state, facts: { ...state.facts, windows } });
      say({ what: 'answered', id, usedPercent });
    }
  },
  ({ sentAlerts }, turn) => {
    const key = `${first}|${setup.name}|${turn}`;
    if (!sentAlerts.claim(key, Date.now())) fault('told before');
    say({ what: 'notified', key });
  },
  ({ notifications }, turn) => {
    const untilMs = Date.now() + dayMs + turn;
    notifications.snooze(setup.name, untilMs);
    say({ what: 'muted', id: setup.name, untilMs });
    const atMs = Date.now();
    notifications.add({ accountId: first, atMs, facts: { kind: 'sign-in-needed' }, delivery: 'listed' });
    say({ what: 'listed', id: first, atMs });
    notifications.markSeen();
  },
  ({ warmUps }, turn) => {
    const key = `${setup.name}|${turn}`;
    const slotAtMs = Date.now() - turn * dayMs;
    const run: WarmupRun = {
      ...{
        key,
        accountId: `codex:${setup.name}`,
        slotAtMs,
        slotDate: '2026-11-30',
        slotTime: '09:00',
        timeZone: 'UTC',
      },
      ...{ byHand: true, state: 'claimed', reason: null, claimedAtMs: slotAtMs, startedAtMs: null, endedAtMs: null },
      resetsAtMs: null,
    };
    if (warmUps.claim(run, null) !== 'claimed') fault('not claimed');
    say({ what: 'warmed-up', key });
  },
  ({ redemptions }) => {
    const [requestId, atMs] = [randomUUID(), Date.now()];
    const redemption = { requestId, accountId: second, creditId: 'credit', firstAtMs: atMs, lastAtMs: atMs } as const;
    if (!redemptions.write({ ...redemption, state: 'redeemed' })) fault('not written');
    say({ what: 'redeemed', id: second, requestId });
  },
  ({ history, slots }, turn) => {
    const newestMs = Math.floor(Date.now() / 1000) * 1000;
    const series = { accountId: `${setup.name}:history`, kind: 'window', name: 'session' } as const;
    const at = (atMs: number) => ({
      series,
      reading: { atMs, value: turn % 100, resetsAtMs: null, source: 'poll' as const },
    });
    // Old readings, so that the history has something to roll up and to delete.
    const old = Array.from({ length: 200 }, (_, index) => at(newestMs - (turn * 7 + index) * dayMs * 0.37));
    history.append([...old, at(newestMs)]);
    say({ what: 'recorded', id: series.accountId, atMs: newestMs });
    history.tidy(Date.now(), 90);
    slots.save({});
  },
  async ({ ledger }, turn) => {
    const job = `${setup.name}-${turn}`;
    say({ what: 'charging', install: installId, job });
    const call = { installId, tier: 'max', jobId: job } as const;
    const made = turn % 2 === 0 ? null : await ledger.reserve({ ...call, hasHardware: true, ttlSeconds: 60 });
    if (made !== null && made.kind !== 'reserved') fault(made);
    const answer = await (made === null
      ? ledger.commit({ by: 'call', backend: 'hardware', ...call })
      : ledger.commit({ by: 'reservation', reservationId: made.reservationId, installId }));
    if (answer.kind !== 'committed' || !answer.charged) fault(answer);
    say({ what: 'charged', install: installId, job });
  },
];

/** The same actions in another order. */
function shuffled(): readonly Action[] {
  return actions
    .map((action) => ({ action, place: random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ action }) => action);
}

const folder = await openStateFolder(setup.home, {
  report: (problem) => (setup.toleratesDamage && isSetAside(problem.kind) ? undefined : fault(problem)),
  notice: ({ kind }) => (kind === 'begun' || (setup.toleratesDamage && isSetAside(kind)) ? undefined : fault(kind)),
});
for (let turn = 0; turn < setup.turns; turn += 1) for (const act of shuffled()) await act(folder, turn);
await folder.close();
