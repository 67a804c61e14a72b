import * as v from 'valibot';

import { blockCodes, blockFigures } from '../../core/usage/observation.ts';
import type { Snapshot } from '../../core/snapshot/schema.ts';

const text = v.string();
const count = v.number();
const maybeText = v.nullable(v.string());
const maybeNumber = v.nullable(v.number());
const maybeFlag = v.nullable(v.boolean());

const counts = v.object({ total: count, active: count, exhausted: count, unknown: count });
const converted = v.nullable(
  v.object({ currency: text, amount: text, rate: text, rateDate: text, rateSource: v.picklist(['own', 'table']) }),
);
const poolCredits = v.nullable(
  v.object({ total: maybeText, usd: maybeText, converted, unknownAccounts: count, unlimitedAccounts: count }),
);
const mostUsed = v.nullable(v.object({ accountId: text, windowId: text, usedPercent: count, resetsAt: maybeText }));
const spend = v.object({
  currency: maybeText,
  unit: v.picklist(['money', 'credits']),
  used: maybeText,
  converted,
  limit: maybeText,
  isCapUnknown: v.exactOptional(v.literal(true)),
  remaining: maybeText,
  scope: text,
  resetsAt: maybeText,
  asOf: maybeText,
  stale: v.boolean(),
});
const window = v.object({
  id: text,
  label: text,
  name: maybeText,
  usedPercent: maybeNumber,
  durationSeconds: maybeNumber,
  resetsAt: maybeText,
  state: v.picklist(['open', 'not-started', 'exhausted', 'blocked', 'reset-pending']),
  warning: v.nullable(v.picklist(['warning', 'critical'])),
  blockedBy: maybeText,
  pace: v.nullable(
    v.object({
      expectedPercent: count,
      exhaustsAt: maybeText,
      exhaustsBetween: v.exactOptional(v.nullable(v.tuple([text, text]))),
    }),
  ),
  source: v.picklist(['poll', 'headers', 'log', 'statusline', 'app-server', 'cache']),
  asOf: text,
  stale: v.boolean(),
});
const blockedReason = v.nullable(
  v.object({
    code: v.picklist(blockCodes),
    figure: v.exactOptional(v.picklist(blockFigures)),
    until: maybeText,
    text,
  }),
);
const account = v.object({
  id: text,
  provider: text,
  label: text,
  group: maybeText,
  email: maybeText,
  workspace: maybeText,
  plan: maybeText,
  state: v.picklist(['fresh', 'stale', 'not-measured', 'signed-out', 'rate-limited', 'offline', 'error']),
  message: maybeText,
  use: v.picklist(['active', 'exhausted', 'unknown']),
  blockedReason,
  fetchedAt: maybeText,
  nextRefreshAt: maybeText,
  windows: v.array(window),
  credits: v.nullable(
    v.object({
      hasCredits: maybeFlag,
      unlimited: maybeFlag,
      balance: maybeText,
      usd: maybeText,
      converted,
      low: v.boolean(),
      overageLimitReached: maybeFlag,
      asOf: text,
      stale: v.boolean(),
    }),
  ),
  grant: v.nullable(
    v.object({
      available: v.boolean(),
      eligible: v.boolean(),
      granted: v.boolean(),
      amountMinorUnits: maybeNumber,
      currency: maybeText,
      display: maybeText,
      asOf: maybeText,
      stale: v.boolean(),
      dismissed: v.boolean(),
      promoted: v.boolean(),
    }),
  ),
  spend: v.nullable(spend),
  spendLimits: v.array(spend),
  prepaid: v.nullable(
    v.object({
      currency: text,
      balance: text,
      converted,
      nextExpiresAt: maybeText,
      further: v.array(v.object({ currency: text, balance: text })),
      spent: v.boolean(),
      asOf: text,
      stale: v.boolean(),
    }),
  ),
  resetCredits: v.nullable(
    v.object({ available: count, nextExpiresAt: maybeText, asOf: maybeText, stale: v.boolean() }),
  ),
  concurrency: v.nullable(
    v.object({ current: maybeNumber, limit: maybeNumber, hardCap: maybeNumber, stale: v.boolean() }),
  ),
  ledger: v.nullable(
    v.object({
      remaining: maybeNumber,
      capped: text,
      geminiRemaining: maybeNumber,
      tier: text,
      lastCharge: maybeNumber,
      resetsAt: maybeText,
      stale: v.boolean(),
    }),
  ),
  service: v.nullable(
    v.object({
      mode: maybeText,
      waits: v.boolean(),
      waitsUntil: maybeText,
      reason: maybeText,
      asOf: maybeText,
      stale: v.boolean(),
    }),
  ),
});

/** The snapshot as a schema; what it takes is a `Snapshot`, or this does not compile. */
export const snapshotSchema: v.GenericSchema<unknown, Snapshot> = v.object({
  schemaVersion: v.literal(1),
  generatedAt: text,
  pool: v.object({
    accounts: counts,
    credits: poolCredits,
    mostUsed,
    money: v.array(v.object({ currency: text, total: text, converted, knownAccounts: count, unknownAccounts: count })),
    parts: v.array(
      v.object({
        kind: v.picklist(['provider', 'group']),
        name: text,
        accounts: counts,
        credits: poolCredits,
        mostUsed,
      }),
    ),
  }),
  accounts: v.array(account),
});
