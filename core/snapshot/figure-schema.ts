import * as v from 'valibot';

/**
 * The schemas of the figures that an account has in the public snapshot beside its windows. `null` means unknown and is
 * never 0. Amounts are decimal strings. Times are ISO 8601 in UTC.
 */
const count = v.number();
const text = v.string();
const maybeText = v.nullable(text);
const maybeNumber = v.nullable(v.number());
const maybeFlag = v.nullable(v.boolean());

/** An amount of dollars in the user's currency. It is an estimate, so it names its exchange rate. */
export const convertedAmount = record({
  currency: text,
  amount: text,
  rate: text,
  /** `YYYY-MM-DD` */
  rateDate: text,
  rateSource: v.picklist(['own', 'table']),
});

export const credits = record({
  hasCredits: maybeFlag,
  unlimited: maybeFlag,
  balance: maybeText,
  usd: maybeText,
  converted: v.nullable(convertedAmount),
  /** True if the balance is below the user's threshold. */
  low: v.boolean(),
  overageLimitReached: maybeFlag,
  /** True: a limit is used up and these credits pay for requests now. Left out: they do not, or it is not known. */
  inUse: v.exactOptional(v.literal(true)),
  asOf: text,
  stale: v.boolean(),
});

/** A grant: a one-time credit on offer. It is not part of the balance. */
export const grant = record({
  available: v.boolean(),
  eligible: v.boolean(),
  granted: v.boolean(),
  amountMinorUnits: maybeNumber,
  currency: maybeText,
  /** The amount as text, such as `$50` or `€50.50`; null: the amount or its currency is unknown. */
  display: maybeText,
  /** When the service stated the grant; null: unknown. */
  asOf: maybeText,
  /** True if the grant is older than an hour or its age is unknown. The offer may then be over. */
  stale: v.boolean(),
  /** True if the user does not want to see the grant again. */
  dismissed: v.boolean(),
  /** True if the app may also show the grant outside the account's own row. */
  promoted: v.boolean(),
});

export const spend = record({
  currency: maybeText,
  unit: v.picklist(['money', 'credits']),
  used: maybeText,
  /** The dollars of `used` in the user's currency. */
  converted: v.nullable(convertedAmount),
  /** The limit; null: there is none, or the service does not state it (`isCapUnknown`). */
  limit: maybeText,
  /** True if the service does not state whether there is a limit. */
  isCapUnknown: v.exactOptional(v.literal(true)),
  remaining: maybeText,
  scope: text,
  resetsAt: maybeText,
  /** When the service stated the figures; null: unknown. */
  asOf: maybeText,
  /** True if the figures are too old, from before their reset, or withdrawn by their source. */
  stale: v.boolean(),
});

export const prepaid = record({
  currency: text,
  balance: text,
  /** Dollars in the user's currency; null: another currency, or no conversion. */
  converted: v.nullable(convertedAmount),
  nextExpiresAt: maybeText,
  /** Balances in other currencies, one entry for each. */
  further: list(record({ currency: text, balance: text })),
  /** True if the service says that this money cannot be spent, whatever the balance is. */
  spent: v.boolean(),
  asOf: text,
  stale: v.boolean(),
});

/** Banked resets. `stale`: the figures are too old to be current. */
export const resetCredits = record({
  /** How many can be used now. If the service does not say which ones can be used, all of them count. */
  available: count,
  /** How many the account has that cannot be used now. Left out: none, or the service does not say. */
  unusable: v.exactOptional(count),
  nextExpiresAt: maybeText,
  asOf: maybeText,
  stale: v.boolean(),
});

/** Whether a banked reset is left, from a source that does not count them. */
export const holdsReset = record({
  value: v.boolean(),
  /** Until when the source relies on this; null: it does not say. */
  validUntil: maybeText,
  asOf: text,
  /** True if the statement is too old to be current, or its source no longer relies on it. */
  stale: v.boolean(),
});

/** A model that the account cannot use now. */
export const unavailableModel = record({
  /** The service's name of the model. */
  name: text,
  /** When the model becomes available; null: the service does not say, or the time is over. */
  availableAt: maybeText,
  /** True if the model works with paid credits; null: the service does not say. */
  creditsWouldEnable: maybeFlag,
  asOf: text,
  /** True if the statement is too old to be current. One with a future time stays current until then. */
  stale: v.boolean(),
});

/** Sessions that run at the same time. `stale`: the figures are too old to be current. */
export const concurrency = record({
  current: maybeNumber,
  limit: maybeNumber,
  hardCap: maybeNumber,
  stale: v.boolean(),
});

export const ledger = record({
  remaining: maybeNumber,
  capped: text,
  geminiRemaining: maybeNumber,
  tier: text,
  /** The cost of the newest call; null: unknown. */
  lastCharge: maybeNumber,
  resetsAt: maybeText,
  /** True if the figures are too old to be current. */
  stale: v.boolean(),
});

/** How well the service serves the account now. */
export const service = record({
  /** `normal`, `interactive`, `degraded`, `batch` or another word of the service. */
  mode: maybeText,
  /** True if the account's requests wait behind the requests of other accounts. */
  waits: v.boolean(),
  waitsUntil: maybeText,
  reason: maybeText,
  /** When the service stated this; null: unknown. */
  asOf: maybeText,
  /** True if the statement is too old to be current. A wait until a future time stays current until then. */
  stale: v.boolean(),
});

export type CreditsSnapshot = v.InferOutput<typeof credits>;
export type GrantSnapshot = v.InferOutput<typeof grant>;
/** One spend limit of an account. */
export type SpendSnapshot = v.InferOutput<typeof spend>;
/** A model that an account cannot use now. */
export type UnavailableModelSnapshot = v.InferOutput<typeof unavailableModel>;
/** The prepaid money of an account. */
export type PrepaidSnapshot = v.InferOutput<typeof prepaid>;
/** An amount of dollars in the user's currency. */
export type ConvertedAmount = v.InferOutput<typeof convertedAmount>;

/** Returns the schema of an object that nobody may change. */
export function record<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(v.object(entries), v.readonly());
}

/** Returns the schema of a list that nobody may change. */
export function list<const Item extends v.GenericSchema>(item: Item) {
  return v.pipe(v.array(item), v.readonly());
}
