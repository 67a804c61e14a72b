import * as v from 'valibot';

import type { EndpointState, SettledPollStatus } from '../polling/endpoint.ts';
import type { Failure } from '../polling/failure.ts';
import { definitionSchema } from '../providers/own/definition.ts';
import { providerIds } from '../providers/provider-id.ts';
import {
  boundedList,
  boundedRecord,
  boundedText,
  currencyCode,
  epochMs,
  longestId,
  longestText,
} from '../units/bounds.ts';
import { cleanText } from '../units/text.ts';
import { type Fact, noFact, sources } from '../usage/fact.ts';
import { type FactName, factNames, type Facts, type FactValues } from '../usage/facts.ts';
import { blockCodes, limitModes } from '../usage/observation.ts';
import { type AccountState, withoutInFlight } from './account-state.ts';
import { sourceReportsSchema } from './source-reports.ts';

const finite = v.pipe(v.number(), v.finite());
const shortText = boundedText(1000);

/** The schema of a stored `Failure`. */
const failureSchema: v.GenericSchema<unknown, Failure> = v.variant('kind', [
  v.object({
    kind: v.literal('credential'),
    problem: v.picklist([
      'missing',
      'unreadable',
      'symbolic-link',
      'too-large',
      'open-to-others',
      'malformed',
      'api-key-only',
      'missing-scope',
      'unidentified',
      'identity-unreadable',
      'identity-malformed',
      'identity-too-large',
      'bad-base-url',
      'keyring-locked',
      'keyring-withheld',
      'key-file-unreadable',
      'key-file-newer',
    ]),
  }),
  v.object({ kind: v.literal('credential-expired'), expiredAtMs: epochMs }),
  v.object({ kind: v.literal('unauthorised'), status: finite }),
  v.object({ kind: v.literal('limited'), retryAfterMs: v.nullable(finite) }),
  v.object({ kind: v.literal('server'), status: finite, retryAfterMs: v.exactOptional(finite) }),
  v.object({ kind: v.literal('forbidden'), status: finite, by: v.picklist(['region', 'edge', 'service']) }),
  v.object({ kind: v.literal('unexpected-status'), status: finite }),
  v.object({
    kind: v.literal('network'),
    cause: v.picklist(['dns', 'refused', 'reset', 'tls', 'proxy', 'proxy-sign-in', 'proxy-unsupported', 'other']),
  }),
  v.object({ kind: v.literal('timeout') }),
  v.object({ kind: v.literal('redirect-refused') }),
  v.object({ kind: v.literal('too-large') }),
  v.object({ kind: v.literal('not-json') }),
  v.object({ kind: v.literal('schema'), paths: boundedList(shortText, 1000) }),
  v.object({ kind: v.literal('no-plan') }),
  v.object({ kind: v.literal('nothing-shown') }),
  v.object({ kind: v.literal('secret-repeated') }),
  v.object({ kind: v.literal('figures'), problem: v.picklist(['absent', 'unreadable', 'too-large', 'torn']) }),
]);

const waitTimes = { attempt: finite, untilMs: epochMs, serviceUntilMs: v.exactOptional(epochMs) };

const waitOptions = [
  v.object({ kind: v.literal('retrying'), ...waitTimes, failure: failureSchema }),
  v.object({ kind: v.literal('limited'), ...waitTimes }),
] as const;

const refused = {
  ...{ kind: v.literal('needs-sign-in'), failure: failureSchema, fingerprint: v.nullable(shortText) },
  asksTool: v.exactOptional(v.literal(true)),
};

const settledOptions = [
  v.object({ kind: v.literal('idle') }),
  ...waitOptions,
  v.object({ ...refused, held: v.exactOptional(v.variant('kind', [...waitOptions, v.object(refused)])) }),
] as const;

const settledStatusSchema: v.GenericSchema<unknown, SettledPollStatus> = v.variant('kind', settledOptions);

/** The schema of a stored endpoint. */
const endpointStateSchema: v.GenericSchema<unknown, EndpointState> = v.object({
  link: v.variant('kind', [
    ...settledOptions,
    v.object({ kind: v.literal('fetching'), sequence: finite, startedAtMs: epochMs, before: settledStatusSchema }),
  ]),
  fetchedAtMs: v.nullable(epochMs),
  askedAtMs: v.exactOptional(epochMs),
  nextDueAtMs: epochMs,
  sequence: finite,
  unchangedAnswers: v.exactOptional(finite),
});

/**
 * The schema of a text. It cleans the text again, because an older version may have stored uncleaned names of services.
 */
const text = v.pipe(boundedText(longestText), v.transform(cleanText));
/** The schema of an amount of money, which keeps the decimals of its currency: `20.00`. */
const amount = v.pipe(boundedText(100), v.regex(/^-?(0|[1-9]\d*)(\.\d+)?$/));
const decimal = v.pipe(boundedText(100), v.regex(/^(?!-0$)-?(0|[1-9]\d*)(\.\d*[1-9])?$/));

/** Returns the schema of a stored fact. A fact that an older version did not store becomes `noFact`. */
function fact<T>(value: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, Fact<T>> {
  const source = v.picklist(sources);
  const said = v.object({ value, asOfMs: epochMs, source });
  return v.optional(v.object({ said: v.nullable(said), unknownSinceMs: v.nullable(epochMs) }), noFact);
}

const account = v.object({
  id: v.pipe(boundedText(longestId), v.minLength(1)),
  provider: v.picklist(providerIds),
  label: text,
  email: v.nullable(text),
  plan: v.nullable(text),
  vendorAccountId: v.nullable(text),
  organizationId: v.optional(v.nullable(text), null),
  workspace: v.exactOptional(v.nullable(text)),
  folder: v.exactOptional(v.nullable(text)),
  baseUrl: text,
  definition: v.exactOptional(definitionSchema),
});

const windowFacts = v.object({
  id: text,
  shape: fact(
    v.object({
      name: v.nullable(text),
      scope: v.picklist(['account', 'part', 'own']),
      durationSeconds: v.nullable(finite),
      runsWithReset: v.exactOptional(v.literal(true)),
      isReserve: v.exactOptional(v.literal(true)),
    }),
  ),
  usedPercent: fact(v.pipe(v.number(), v.finite())),
  reached: fact(v.union([v.boolean(), v.literal('one-of-several')])),
  resetsAtMs: fact(epochMs),
});

const spendReading = v.object({
  unit: v.picklist(['money', 'credits']),
  currency: v.nullable(currencyCode),
  used: v.nullable(amount),
  limit: v.nullable(amount),
  isCapUnknown: v.exactOptional(v.literal(true)),
  remaining: v.nullable(amount),
  scope: text,
  resetsAtMs: v.nullable(epochMs),
});

const prepaidReading = v.object({
  currency: currencyCode,
  balance: amount,
  nextExpiresAtMs: v.nullable(epochMs),
  further: v.exactOptional(boundedList(v.object({ currency: currencyCode, balance: amount }), 20)),
  spent: v.exactOptional(v.literal(true)),
});

const resetCreditsReading = v.object({
  available: v.pipe(v.number(), v.finite()),
  nextExpiresAtMs: v.nullable(epochMs),
  unusable: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
});

const unavailableModel = v.object({
  name: text,
  availableAtMs: v.nullable(epochMs),
  creditsWouldEnable: v.nullable(v.boolean()),
});

const grantReading = v.object({
  available: v.boolean(),
  eligible: v.boolean(),
  granted: v.boolean(),
  amountMinorUnits: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  currency: v.nullable(currencyCode),
  answeredAtMs: v.nullable(epochMs),
});

const signInTerm = v.object({
  expiresAtMs: v.nullable(epochMs),
  renewableUntilMs: v.exactOptional(v.nullable(epochMs)),
});

const signInPlace = v.object({
  folder: boundedText(4096),
  sinceMs: epochMs,
  fingerprint: boundedText(100),
  isConfirmed: v.exactOptional(v.literal(true)),
});

const offer = v.object({
  key: boundedText(200),
  impressions: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  visited: v.boolean(),
  dismissed: v.boolean(),
});

const blockReading = v.object({
  code: v.picklist(blockCodes),
  endsAtMs: v.nullable(epochMs),
  windowId: v.exactOptional(text),
  reachedWindowId: v.exactOptional(text),
});

const beyondLimitReading = v.object({
  mode: v.picklist(limitModes),
  endsAtMs: v.nullable(epochMs),
  reachedWindowId: v.exactOptional(text),
});

const count = v.nullable(v.pipe(v.number(), v.finite(), v.minValue(0)));

const flag = v.nullable(v.boolean());

/** The schema of each fact's value. If a fact has no line here, the code does not compile. */
const values: { readonly [Name in FactName]: v.GenericSchema<unknown, FactValues[Name]> } = {
  plan: text,
  credits: v.object({ hasCredits: flag, unlimited: flag, overageLimitReached: flag }),
  balance: decimal,
  spend: v.nullable(spendReading),
  spendLimits: boundedList(spendReading, 50),
  monthlySpend: v.nullable(spendReading),
  prepaid: prepaidReading,
  resetCredits: resetCreditsReading,
  resetCreditList: resetCreditsReading,
  usableResets: resetCreditsReading,
  grant: grantReading,
  concurrency: v.object({ current: count, limit: count, hardCap: count }),
  service: v.object({
    mode: v.nullable(text),
    boxedUntilMs: v.nullable(epochMs),
    reason: v.nullable(text),
    isLow: v.exactOptional(v.literal(true)),
  }),
  ledger: v.object({
    remaining: count,
    tier: text,
    capped: v.nullable(text),
    geminiRemaining: count,
    lastCharge: count,
    resetsAtMs: v.nullable(epochMs),
  }),
  blocked: v.nullable(blockReading),
  beyondLimit: v.nullable(beyondLimitReading),
  unavailableModels: boundedList(unavailableModel, 100),
  holdsReset: v.object({ isHeld: v.boolean(), validUntilMs: v.nullable(epochMs) }),
  workspace: text,
};

type FactSchemas = { readonly [Name in FactName]: v.GenericSchema<unknown, Fact<FactValues[Name]>> };

const facts = v.object({
  ...(Object.fromEntries(factNames.map((name) => [name, fact<unknown>(values[name])])) as FactSchemas),
  windows: boundedList(windowFacts, 1000),
  windowsCompleteAsOfMs: v.nullable(epochMs),
}) satisfies v.GenericSchema<unknown, Facts>;

/**
 * The schema of a stored account state. It refuses a value of another form and ignores unknown keys. A missing fact
 * becomes `noFact`. A request that was in flight counts as ended.
 */
export const accountStateSchema: v.GenericSchema<unknown, AccountState> = v.pipe(
  v.object({
    account,
    facts,
    endpoints: boundedRecord(text, endpointStateSchema, 1000),
    oddPaths: v.optional(boundedList(text, 100), []),
    sources: v.exactOptional(sourceReportsSchema),
    offer: v.optional(v.nullable(offer), null),
    clockAheadMs: v.exactOptional(finite),
    signIn: v.exactOptional(signInTerm),
    signInPlaces: v.exactOptional(boundedList(signInPlace, 100)),
  }),
  v.transform((state): AccountState => withoutInFlight(state)),
);
