import * as v from 'valibot';
import type { AccountDataState } from '../accounts/data-state.ts';
import type { AccountUse } from '../accounts/judgement.ts';
import { blockedReason } from './block-schema.ts';
import { sources } from '../usage/fact.ts';
import {
  concurrency,
  convertedAmount,
  credits,
  grant,
  ledger,
  list,
  prepaid,
  record,
  holdsReset,
  resetCredits,
  service,
  spend,
  unavailableModel,
} from './figure-schema.ts';

/**
 * The public snapshot, schema version 1. `status --json` prints it and the local interface returns it. `null` means
 * unknown and is never 0. Amounts are decimal strings. Times are ISO 8601 in UTC. The types of this file and the
 * document of the local interface are derived from these schemas.
 */
const count = v.number();
const text = v.string();
const maybeText = v.nullable(text);
const maybeNumber = v.nullable(v.number());

const accountCounts = record({ total: count, active: count, exhausted: count, unknown: count });

const totalsCredits = record({
  /** The sum of the current balances; null: no balance is known, or every account is unlimited. */
  total: maybeText,
  usd: maybeText,
  /** `usd` in the user's currency; null: the user wants no conversion, or no rate is known. */
  converted: v.nullable(convertedAmount),
  /** How many accounts have an unknown, withdrawn or stale balance. The sum leaves them out. */
  unknownAccounts: count,
  unlimitedAccounts: count,
});

const mostUsedWindow = record({ accountId: text, windowId: text, usedPercent: count, resetsAt: maybeText });

const totalsMoney = record({
  currency: text,
  /** The sum of the current balances; null: no balance is known. */
  total: maybeText,
  /** Dollars in the user's currency; null: another currency, or no conversion. */
  converted: v.nullable(convertedAmount),
  /** How many accounts have a balance in the sum. */
  knownAccounts: count,
  /** How many accounts have a withdrawn or stale balance in this currency. The sum leaves them out. */
  unknownAccounts: count,
});

const totalsPart = record({
  kind: v.picklist(['provider', 'group']),
  /** The id of a provider, or the name of a group as the user wrote it. */
  name: text,
  accounts: accountCounts,
  credits: v.nullable(totalsCredits),
  mostUsed: v.nullable(mostUsedWindow),
});

const totals = record({
  accounts: accountCounts,
  credits: v.nullable(totalsCredits),
  mostUsed: v.nullable(mostUsedWindow),
  /** Prepaid money, one entry for each currency. Amounts of two currencies are never added. */
  money: list(totalsMoney),
  /** The same figures for each provider and each group of the user. A part may have only one account. */
  parts: list(totalsPart),
});

const pace = record({
  /** The percentage that an even pace would have used up to now. */
  expectedPercent: count,
  /** When the window runs out at the recent pace; null: not before its reset, or unknown. */
  exhaustsAt: maybeText,
  /** The earliest and the latest time at which the window may run out. The latest time may be after the reset. */
  exhaustsBetween: v.exactOptional(v.nullable(v.pipe(v.tuple([text, text]), v.readonly()))),
});

const windowEntry = record({
  id: text,
  /** The short name of the window's length, such as `5h` or `weekly`; see `windowLabel`. */
  label: text,
  /** The model or feature that the window limits; null: it limits the whole account. */
  name: maybeText,
  /** True: a reserve that the service uses after ordinary usage is used up. Left out: an ordinary limit. */
  isReserve: v.exactOptional(v.literal(true)),
  usedPercent: maybeNumber,
  durationSeconds: maybeNumber,
  resetsAt: maybeText,
  state: v.picklist(['open', 'not-started', 'exhausted', 'blocked', 'reset-pending']),
  /** The warning step that the used percentage has reached; null: none, or the percentage is unknown. */
  warning: v.nullable(v.picklist(['warning', 'critical'])),
  blockedBy: maybeText,
  /** How fast the window is used; null: there are too few readings, or the readings are too old. */
  pace: v.nullable(pace),
  source: v.picklist(sources),
  asOf: text,
  /** True if the figure is too old to be current, or a newer answer left the window out. */
  stale: v.boolean(),
});

const dataStates = [
  'fresh',
  'stale',
  'not-measured',
  'signed-out',
  'rate-limited',
  'offline',
  'error',
] as const satisfies readonly AccountDataState[];

const account = record({
  id: text,
  provider: text,
  /** The name of the service and the letters of its tile, if the user describes it. Left out: those of the provider. */
  ownService: v.exactOptional(record({ name: text, tile: text })),
  label: text,
  /** The user's group; null: none. */
  group: maybeText,
  email: maybeText,
  /** The name of the account's workspace; null: unknown. */
  workspace: maybeText,
  plan: maybeText,
  state: v.picklist(dataStates),
  message: maybeText,
  /** Whether the account can be used now. `exhausted`: something blocks it. `unknown`: no figure is current. */
  use: v.picklist(['active', 'exhausted', 'unknown'] satisfies readonly AccountUse[]),
  /**
   * Why the account cannot be used now. If `use` is `unknown`: why no figure is current. If it is `active`: an incident
   * that makes the polls fail. Null: no reason is known.
   */
  blockedReason: v.nullable(blockedReason),
  fetchedAt: maybeText,
  /**
   * How far the clock of the service was ahead of this computer's clock at its last answer, seconds. Times of the service
   * are already on this computer's clock. Left out: by less than a minute, or unknown.
   */
  clockAheadSeconds: v.exactOptional(v.number()),
  nextRefreshAt: maybeText,
  windows: list(windowEntry),
  credits: v.nullable(credits),
  grant: v.nullable(grant),
  spend: v.nullable(spend),
  /** Every spend limit that the service names. The limit in force comes first. */
  spendLimits: list(spend),
  /** Prepaid money. */
  prepaid: v.nullable(prepaid),
  resetCredits: v.nullable(resetCredits),
  /** Whether a banked reset is left, beside or without their number; null: no source says. */
  holdsReset: v.nullable(holdsReset),
  /** The models that the service does not let the account use now. Empty: none is known. */
  unavailableModels: list(unavailableModel),
  concurrency: v.nullable(concurrency),
  ledger: v.nullable(ledger),
  service: v.nullable(service),
});

/** The account to use now. */
const nextUp = record({
  accountId: text,
  /** Why this account, as one sentence; null: there is nothing to reckon. */
  reason: maybeText,
  /** The command that starts the account's tool; null: the account was not found in a folder. */
  command: maybeText,
});

/** The schema of the public snapshot. */
export const snapshotSchema = record({
  schemaVersion: v.literal(1),
  generatedAt: text,
  pool: totals,
  /** Null: no account can be used, or the user turned this off. */
  nextUp: v.nullable(nextUp),
  accounts: list(account),
});

/** The state of all accounts at one time, as views and programs get it. */
export type Snapshot = v.InferOutput<typeof snapshotSchema>;
/** One account in the public snapshot. */
export type AccountSnapshot = v.InferOutput<typeof account>;
/** One window of an account in the public snapshot. */
export type WindowSnapshot = v.InferOutput<typeof windowEntry>;
export type WindowState = WindowSnapshot['state'];
export type PaceSnapshot = v.InferOutput<typeof pace>;
/** The sums and counts over all accounts. */
export type TotalsSnapshot = v.InferOutput<typeof totals>;
/** The sum of credits over several accounts. */
export type TotalsCredits = v.InferOutput<typeof totalsCredits>;
/** The sum of prepaid money in one currency. */
export type TotalsMoney = v.InferOutput<typeof totalsMoney>;
/** The totals of one provider or one group. */
export type TotalsPart = v.InferOutput<typeof totalsPart>;
/** The weekly window with the highest used percentage. */
export type MostUsedWindow = v.InferOutput<typeof mostUsedWindow>;
