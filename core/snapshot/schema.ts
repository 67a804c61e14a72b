import * as v from 'valibot';
import { blockCodes, blockFigures } from '../usage/observation.ts';
import type { AccountDataState } from '../accounts/data-state.ts';
import type { AccountUse } from '../accounts/judgement.ts';
import type { Source } from '../usage/fact.ts';

/**
 * The public snapshot, schema version 1: what `status --json` prints and the local interface answers. `null` means
 * unknown and is never 0. Amounts are decimal strings, times are ISO 8601 in UTC. The types of this file, and the
 * document of the local interface, are made from these schemas.
 */
const count = v.number();
const text = v.string();
const maybeText = v.nullable(text);
const maybeNumber = v.nullable(v.number());
const maybeFlag = v.nullable(v.boolean());

const accountCounts = record({ total: count, active: count, exhausted: count, unknown: count });

/** Dollars in the user's currency: an estimate, with the rate that made it. */
const convertedAmount = record({
  currency: text,
  amount: text,
  rate: text,
  /** `YYYY-MM-DD` */
  rateDate: text,
  rateSource: v.picklist(['own', 'table']),
});

const totalsCredits = record({
  /** The sum of the balances of now; null: none is known, or every account is unlimited. */
  total: maybeText,
  usd: maybeText,
  /** `usd` in the user's currency; null: the user wants no conversion, or there is no rate. */
  converted: v.nullable(convertedAmount),
  /** Accounts whose balance is unknown, withdrawn or old: they are counted, not summed. */
  unknownAccounts: count,
  unlimitedAccounts: count,
});

const mostUsedWindow = record({ accountId: text, windowId: text, usedPercent: count, resetsAt: maybeText });

const totalsMoney = record({
  currency: text,
  /** The sum of the balances of now; null: none is known. */
  total: maybeText,
  /** Dollars in the user's currency; null for other currencies, or where dollars are not converted. */
  converted: v.nullable(convertedAmount),
  /** Accounts whose balance is in the sum. */
  knownAccounts: count,
  /** Accounts whose balance in this currency is withdrawn or old: they are counted, not summed. */
  unknownAccounts: count,
});

const totalsPart = record({
  kind: v.picklist(['provider', 'group']),
  /** A provider's id, or the group's name as the user wrote it. */
  name: text,
  accounts: accountCounts,
  credits: v.nullable(totalsCredits),
  mostUsed: v.nullable(mostUsedWindow),
});

const totals = record({
  accounts: accountCounts,
  credits: v.nullable(totalsCredits),
  mostUsed: v.nullable(mostUsedWindow),
  /** Prepaid money, one entry for each currency; two currencies are never added up. */
  money: list(totalsMoney),
  /** The same figures by provider and by the user's own groups. A part may have only one account. */
  parts: list(totalsPart),
});

const pace = record({
  /** How much would be used by now at an even pace. */
  expectedPercent: count,
  /** When the window runs out at the recent pace; null: not before its reset, or not known. */
  exhaustsAt: maybeText,
  /** The earliest and the latest time it may run out; the latest may lie after the reset. */
  exhaustsBetween: v.exactOptional(v.nullable(v.pipe(v.tuple([text, text]), v.readonly()))),
});

const windowEntry = record({
  id: text,
  /** Its length in short, such as `5h` or `weekly`; see `windowLabel`. */
  label: text,
  /** The model or feature it limits; null: it limits the whole account. */
  name: maybeText,
  usedPercent: maybeNumber,
  durationSeconds: maybeNumber,
  resetsAt: maybeText,
  state: v.picklist(['open', 'not-started', 'exhausted', 'blocked', 'reset-pending']),
  /** Whether the use has passed the user's warning steps; null: it has not, or the use is not known. */
  warning: v.nullable(v.picklist(['warning', 'critical'])),
  blockedBy: maybeText,
  /** How fast it is being used; null: there are too few readings, or they are too old. */
  pace: v.nullable(pace),
  source: v.picklist(['poll', 'headers', 'log', 'statusline', 'app-server', 'cache'] satisfies readonly Source[]),
  asOf: text,
  /** Too old for a figure of now, or a newer answer of the service left it out. */
  stale: v.boolean(),
});

const blockedReason = record({
  code: v.picklist(blockCodes),
  /** Which figure beside the windows leaves nothing; left out: a window, the service's own word, or the network. */
  figure: v.exactOptional(v.picklist(blockFigures)),
  /** When the block ends; null: not known. */
  until: maybeText,
  /** One sentence for a person. */
  text,
});

const credits = record({
  hasCredits: maybeFlag,
  unlimited: maybeFlag,
  balance: maybeText,
  usd: maybeText,
  converted: v.nullable(convertedAmount),
  /** The balance is below the user's threshold. */
  low: v.boolean(),
  overageLimitReached: maybeFlag,
  asOf: text,
  stale: v.boolean(),
});

/** A one-time credit on offer; it is no balance. */
const grant = record({
  available: v.boolean(),
  eligible: v.boolean(),
  granted: v.boolean(),
  amountMinorUnits: maybeNumber,
  currency: maybeText,
  /** `$50`, `€50.50`; null where the amount or its currency is not known. */
  display: maybeText,
  /** When the service said so; null: not known. */
  asOf: maybeText,
  /** Older than an hour, or of unknown age: the last known offer, which may be over. */
  stale: v.boolean(),
  /** The user does not want to see it again. */
  dismissed: v.boolean(),
  /** The app may show it outside of the account's own row. */
  promoted: v.boolean(),
});

const spend = record({
  currency: maybeText,
  unit: v.picklist(['money', 'credits']),
  used: maybeText,
  /** The dollars in `used` in the user's currency. */
  converted: v.nullable(convertedAmount),
  /** null: there is no cap, or the service does not say (`isCapUnknown`). */
  limit: maybeText,
  /** The service does not say whether there is a cap. */
  isCapUnknown: v.exactOptional(v.literal(true)),
  remaining: maybeText,
  scope: text,
  resetsAt: maybeText,
  /** When the service said so; null: not known. */
  asOf: maybeText,
  /** Too old for a figure of now, from before its reset, or since called unknown by its source. */
  stale: v.boolean(),
});

const prepaid = record({
  currency: text,
  balance: text,
  /** Dollars in the user's currency; null for other currencies, or where dollars are not converted. */
  converted: v.nullable(convertedAmount),
  nextExpiresAt: maybeText,
  /** Money in further currencies, one entry for each. */
  further: list(record({ currency: text, balance: text })),
  /** The service says that this money cannot be spent, whatever the balance. */
  spent: v.boolean(),
  asOf: text,
  stale: v.boolean(),
});

/** Banked resets. `stale`: too old for a figure of now. */
const resetCredits = record({ available: count, nextExpiresAt: maybeText, asOf: maybeText, stale: v.boolean() });

/** Sessions that run at the same time. `stale`: too old for a figure of now. */
const concurrency = record({ current: maybeNumber, limit: maybeNumber, hardCap: maybeNumber, stale: v.boolean() });

const ledger = record({
  remaining: maybeNumber,
  capped: text,
  geminiRemaining: maybeNumber,
  tier: text,
  /** The cost of the newest call; null: not known. */
  lastCharge: maybeNumber,
  resetsAt: maybeText,
  /** Too old for a figure of now. */
  stale: v.boolean(),
});

/** How well the service serves the account now. */
const service = record({
  /** `normal`, `interactive`, `degraded`, `batch` or another word of the service. */
  mode: maybeText,
  /** The account's requests wait behind those of other accounts. */
  waits: v.boolean(),
  waitsUntil: maybeText,
  reason: maybeText,
  /** null: not known. */
  asOf: maybeText,
  /** Too old to hold now. A wait until a future time holds until then. */
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
  label: text,
  /** The user's group; null: none. */
  group: maybeText,
  email: maybeText,
  /** The name of its workspace; null: not known. */
  workspace: maybeText,
  plan: maybeText,
  state: v.picklist(dataStates),
  message: maybeText,
  /** Whether it can work now: `exhausted` where any reason blocks it, `unknown` where no figure is of now. */
  use: v.picklist(['active', 'exhausted', 'unknown'] satisfies readonly AccountUse[]),
  /** Why it cannot be used now or, where `use` is `unknown`, why that is not known; null: no reason is known. */
  blockedReason: v.nullable(blockedReason),
  fetchedAt: maybeText,
  nextRefreshAt: maybeText,
  windows: list(windowEntry),
  credits: v.nullable(credits),
  grant: v.nullable(grant),
  spend: v.nullable(spend),
  /** Every spend limit that the service names, the one in force first. */
  spendLimits: list(spend),
  /** Money paid in advance. */
  prepaid: v.nullable(prepaid),
  resetCredits: v.nullable(resetCredits),
  concurrency: v.nullable(concurrency),
  ledger: v.nullable(ledger),
  service: v.nullable(service),
});

export const snapshotSchema = record({
  schemaVersion: v.literal(1),
  generatedAt: text,
  pool: totals,
  accounts: list(account),
});

export type Snapshot = v.InferOutput<typeof snapshotSchema>;
export type AccountSnapshot = v.InferOutput<typeof account>;
export type BlockedReason = v.InferOutput<typeof blockedReason>;
export type WindowSnapshot = v.InferOutput<typeof windowEntry>;
export type WindowState = WindowSnapshot['state'];
export type PaceSnapshot = v.InferOutput<typeof pace>;
export type CreditsSnapshot = v.InferOutput<typeof credits>;
export type GrantSnapshot = v.InferOutput<typeof grant>;
export type SpendSnapshot = v.InferOutput<typeof spend>;
export type PrepaidSnapshot = v.InferOutput<typeof prepaid>;
export type ConvertedAmount = v.InferOutput<typeof convertedAmount>;
export type TotalsSnapshot = v.InferOutput<typeof totals>;
export type TotalsCredits = v.InferOutput<typeof totalsCredits>;
export type TotalsMoney = v.InferOutput<typeof totalsMoney>;
export type TotalsPart = v.InferOutput<typeof totalsPart>;
export type MostUsedWindow = v.InferOutput<typeof mostUsedWindow>;

/** An object whose fields nobody changes. */
function record<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(v.object(entries), v.readonly());
}

/** A list that nobody changes. */
function list<const Item extends v.GenericSchema>(item: Item) {
  return v.pipe(v.array(item), v.readonly());
}
