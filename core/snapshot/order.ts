import { assertNever } from '../assert-never.ts';
import type { Settings } from '../settings/settings.ts';
import { bindingWindows, isOfNow, isReasonOf, leftPercent } from './account-use.ts';
import { byLevel, type MeterLevel, windowLevel } from './level.ts';
import { byReserve, reserveOf } from './next-up.ts';
import type { AccountSnapshot, WindowSnapshot } from './schema.ts';

/** What an account is for the user now. It decides the section, the segment and the filter. */
export type Standing = 'needs-you' | 'low' | 'ready' | 'resting' | 'unknown';

/** All standings, in the order in which every view lists them. */
export const standings = ['needs-you', 'low', 'ready', 'resting', 'unknown'] as const satisfies readonly Standing[];

/**
 * The limit that an account is judged by: the worst one. Of equal ones it is the one that explains the block, else the
 * one that runs out first, else the one with the least left.
 */
export interface BindingLimit {
  readonly window: WindowSnapshot;
  readonly level: MeterLevel;
}

const bindings = new WeakMap<AccountSnapshot, { readonly binding: BindingLimit | null }>();

/** Returns the current limit of the whole account that binds it; null: no figure of one is current. */
export function bindingLimit(account: AccountSnapshot): BindingLimit | null {
  const known = bindings.get(account);
  if (known !== undefined) return known.binding;
  const isReason = (window: WindowSnapshot): number => Number(isReasonOf(window, account));
  const [binding = null] = bindingWindows(account)
    .filter((window) => isOfNow(window, account) && leftPercent(window) !== null)
    .map((window) => ({ window, level: windowLevel(window) }))
    .sort(
      (one, other) =>
        byLevel(one.level, other.level) ||
        isReason(other.window) - isReason(one.window) ||
        byEnd(one.window, other.window) ||
        leftOf(one.window) - leftOf(other.window),
    );
  bindings.set(account, { binding });
  return binding;
}

/** Compares limits by when they run out. Those that last, or whose end is unknown, come last. */
function byEnd(one: WindowSnapshot, other: WindowSnapshot): number {
  const [a, b] = [endMs(one), endMs(other)];
  return a === b ? 0 : a - b;
}

function endMs({ state, pace }: WindowSnapshot): number {
  return state === 'open' && pace?.exhaustsAt != null ? Date.parse(pace.exhaustsAt) : Number.POSITIVE_INFINITY;
}

function leftOf(window: WindowSnapshot): number {
  return leftPercent(window) ?? 100;
}

/** Returns what an account is for the user now. The app judges the account once, and this only names the result. */
export function standingOf(account: AccountSnapshot): Standing {
  if (account.state === 'signed-out') return 'needs-you';
  switch (account.use) {
    case 'exhausted':
      return 'resting';
    case 'unknown':
      return 'unknown';
    case 'active':
      return isRunningLow(account) ? 'low' : 'ready';
    default:
      return assertNever(account.use);
  }
}

/** Returns whether the binding limit is low, or for an account without limits its money. */
function isRunningLow(account: AccountSnapshot): boolean {
  const binding = bindingLimit(account);
  if (binding !== null) return binding.level === 'low' || binding.level === 'critical';
  return account.credits !== null && !account.credits.stale && account.credits.low;
}

/** Returns when a resting account is usable again, epoch ms; null: unknown. */
export function backAtMs({ blockedReason }: AccountSnapshot): number | null {
  return blockedReason?.until == null ? null : Date.parse(blockedReason.until);
}

/** How the accounts are divided and ordered. */
export type Arrangement = Pick<Settings, 'groupBy' | 'order' | 'pinned' | 'hidden'> & {
  /** True: accounts that are low and accounts that are ready share one section. */
  readonly isCompact: boolean;
  readonly nowMs: number;
};

/** Some accounts with one heading. */
export interface Section {
  /** `pinned`, `needs-you`, `low`, `ready`, `usable`, `resting`, `unknown`, `all`, `hidden`, `provider:<id>` or `group:<name>`. */
  readonly id: string;
  readonly accounts: readonly AccountSnapshot[];
  /** True: the user's own order counts in this section. */
  readonly canReorder: boolean;
}

/**
 * Returns the accounts in sections: pinned ones, then the groups that the user chose, then hidden ones. A section
 * without accounts is not there. Panel, menu, terminal and settings use this one order.
 */
export function arranged(accounts: readonly AccountSnapshot[], arrangement: Arrangement): readonly Section[] {
  const places = placesOf(arrangement.order);
  const hidden = new Set(arrangement.hidden);
  const pinned = placesOf(arrangement.pinned);
  const shown = accounts.filter(({ id }) => !hidden.has(id));
  const others = shown.filter(({ id }) => !pinned.has(id));
  const byPin = (one: AccountSnapshot, other: AccountSnapshot): number =>
    (pinned.get(one.id) ?? 0) - (pinned.get(other.id) ?? 0);
  return [
    {
      id: 'pinned',
      accounts: sorted(
        shown.filter(({ id }) => pinned.has(id)),
        byPin,
        places,
      ),
      canReorder: true,
    },
    ...groupsOf(others, arrangement, places),
    { id: 'hidden', accounts: accounts.filter(({ id }) => hidden.has(id)), canReorder: false },
  ].filter((section) => section.accounts.length > 0);
}

/** Returns the accounts that the user did not hide. */
export function shownAccounts(
  accounts: readonly AccountSnapshot[],
  { hidden }: Pick<Settings, 'hidden'>,
): readonly AccountSnapshot[] {
  if (hidden.length === 0) return accounts;
  const ids = new Set(hidden);
  return accounts.filter(({ id }) => !ids.has(id));
}

type Compare = (one: AccountSnapshot, other: AccountSnapshot) => number;
type Places = ReadonlyMap<string, number>;

function groupsOf(
  accounts: readonly AccountSnapshot[],
  { groupBy, isCompact, nowMs }: Arrangement,
  places: Places,
): readonly Section[] {
  switch (groupBy) {
    case 'state':
      return byState(accounts, isCompact, places, nowMs);
    case 'provider':
      return byKey(accounts, ({ provider }) => `provider:${provider}`, places, nowMs);
    case 'group':
      return byKey(accounts, ({ group }) => `group:${group ?? ''}`, places, nowMs);
    case 'none':
      return [{ id: 'all', accounts: sorted(accounts, byUrgency(nowMs), places), canReorder: true }];
    default:
      return assertNever(groupBy);
  }
}

function byState(
  accounts: readonly AccountSnapshot[],
  isCompact: boolean,
  places: Places,
  nowMs: number,
): readonly Section[] {
  const of = (...wanted: readonly Standing[]): readonly AccountSnapshot[] =>
    accounts.filter((account) => wanted.includes(standingOf(account)));
  const usable: readonly Section[] = isCompact
    ? [{ id: 'usable', accounts: sorted(of('low', 'ready'), byLeft, places), canReorder: true }]
    : [
        { id: 'low', accounts: sorted(of('low'), byLeft), canReorder: false },
        { id: 'ready', accounts: sorted(of('ready'), byNextUp(nowMs), places), canReorder: true },
      ];
  return [
    { id: 'needs-you', accounts: of('needs-you'), canReorder: false },
    ...usable,
    { id: 'resting', accounts: sorted(of('resting'), byReturn), canReorder: false },
    { id: 'unknown', accounts: of('unknown'), canReorder: false },
  ];
}

/** Sections in the order of their names, and the one without a name last. */
function byKey(
  accounts: readonly AccountSnapshot[],
  keyOf: (account: AccountSnapshot) => string,
  places: Places,
  nowMs: number,
): readonly Section[] {
  const members = new Map<string, AccountSnapshot[]>();
  for (const account of accounts) {
    const key = keyOf(account);
    const known = members.get(key);
    if (known === undefined) members.set(key, [account]);
    else known.push(account);
  }
  const rank = (key: string): number => Number(key.endsWith(':'));
  return [...members.keys()]
    .sort((one, other) => rank(one) - rank(other) || compare(one.toLowerCase(), other.toLowerCase()))
    .map((id) => ({ id, accounts: sorted(members.get(id) ?? [], byUrgency(nowMs), places), canReorder: true }));
}

/** Sorts by the user's own order. Accounts without a place follow, in the usual order. */
function sorted(
  accounts: readonly AccountSnapshot[],
  usual: Compare,
  places: Places = new Map(),
): readonly AccountSnapshot[] {
  const placeOf = ({ id }: AccountSnapshot): number => places.get(id) ?? places.size;
  return [...accounts].sort((one, other) => placeOf(one) - placeOf(other) || usual(one, other));
}

function placesOf(ids: readonly string[]): Places {
  return new Map(ids.map((id, place) => [id, place]));
}

/** Compares accounts by what is left, the least first. An account without a known figure comes last. */
function byLeft(one: AccountSnapshot, other: AccountSnapshot): number {
  return leftOfBinding(one) - leftOfBinding(other);
}

function leftOfBinding(account: AccountSnapshot): number {
  const binding = bindingLimit(account);
  return binding === null ? 101 : leftOf(binding.window);
}

/** Compares resting accounts by when they are back, the soonest first. An unknown time comes last. */
export function byReturn(one: AccountSnapshot, other: AccountSnapshot): number {
  const [a, b] = [backAtMs(one), backAtMs(other)];
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a - b;
}

/** Compares usable accounts by what they have to offer, the account to use next first. */
function byNextUp(nowMs: number): Compare {
  return (one, other) => byReserve(reserveOf(one, nowMs), reserveOf(other, nowMs));
}

/** Compares accounts of one section by standing, then as the section of that standing does. */
function byUrgency(nowMs: number): Compare {
  const ofReady = byNextUp(nowMs);
  return (one, other) => {
    const [a, b] = [standingOf(one), standingOf(other)];
    if (a !== b) return standings.indexOf(a) - standings.indexOf(b);
    if (a === 'low') return byLeft(one, other);
    if (a === 'ready') return ofReady(one, other);
    return a === 'resting' ? byReturn(one, other) : 0;
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
