import * as v from 'valibot';

import { addedAccountSchema } from '../../../core/accounts/added-account.ts';
import type { AccountState } from '../../../core/accounts/account-state.ts';
import { accountStateSchema } from '../../../core/accounts/state-schema.ts';
import { parseAlertMemory } from '../../../core/alerts/memory.ts';
import { notificationText } from '../../../core/alerts/notification-text.ts';
import { parseNotificationFacts } from '../../../core/alerts/store.ts';
import { parseReductions, parseSessionCount } from '../../../core/concurrency/slots.ts';
import { parseStamp } from '../../../main/node/storage/folder-version.ts';
import { parseUpdateMemory } from '../../../main/node/updates/update-memory.ts';
import { parseStoredRates } from '../../../core/credits/exchange-rates.ts';
import { parseDailyUsage } from '../../../core/daily-usage/answer.ts';
import { dailyUsageDaySchema } from '../../../core/daily-usage/store.ts';
import { commandNames } from '../../../core/ipc/channels.ts';
import { commandInputs } from '../../../core/ipc/contract.ts';
import {
  parseCommitRequest,
  parsePlanRequest,
  parseReleaseRequest,
  parseReserveRequest,
} from '../../../core/ledger/decide.ts';
import { parseUuid } from '../../../core/ledger/install.ts';
import { parseLegacyLedger } from '../../../core/ledger/legacy-import.ts';
import { defaultTiers } from '../../../core/ledger/tiers.ts';
import { providerIds } from '../../../core/providers/provider-id.ts';
import { providers } from '../../../core/providers/registry.ts';
import { definitionText, parseDefinition } from '../../../core/providers/own/text.ts';
import { previewLines, problemTexts } from '../../../core/views/own-service.ts';
import { importedSettings } from '../../../core/settings/transfer.ts';
import { defaultSettings, knownSettings, parseSettings } from '../../../core/settings/settings.ts';
import { parseKeyPair } from '../../../core/providers/key-pair.ts';
import { parsePriceList } from '../../../core/token-usage/prices/price-list.ts';
import { parseUsageQuery } from '../../../core/token-usage/query.ts';
import { isEqual } from '../../../core/units/equality.ts';
import { asRecord, isRecord } from '../../../core/units/json.ts';
import { noFacts } from '../../../core/usage/facts.ts';
import { merge } from '../../../core/usage/merge.ts';

import { englishReader } from '../../bench/english-reader.ts';
import { ownDefinition } from '../own-definition.ts';
import { accountOf, fixtureTimeMs } from '../provider-fixtures.ts';
import { goodInputs } from '../ipc-inputs.ts';
import { parseCommand } from '../parse-command.ts';
import {
  commandLines,
  dailyUsage,
  exampleMemory,
  exampleNotifications,
  exampleSettings,
  exampleUuid as uuid,
} from './examples.ts';
import { everything, type FuzzReader, fromValue, nothing, type Outcome } from './reader.ts';
import { bodiesOf } from './seeds.ts';
import { storedState, viewProblem } from './round-trip.ts';

const nowMs = fixtureTimeMs;
const locale = englishReader();

/** Every reader of the app's own files, of requests to the app and of its command line. */
export const ownReaders: readonly FuzzReader[] = [...fileReaders(), ...requestReaders()];

function fileReaders(): readonly FuzzReader[] {
  return [
    {
      name: 'file of a service of the user',
      form: 'text',
      seeds: [definitionText(ownDefinition), definitionText({ ...ownDefinition, origin: 'http://localhost:1' })],
      read: (input) => {
        const reading = parseDefinition(String(input));
        if (reading.kind === 'bad') {
          problemTexts(reading.problems, locale);
          return fromValue(reading.problems);
        }
        const again = parseDefinition(definitionText(reading.definition));
        if (!isEqual(again, reading)) throw new Error('The file is another one after it was written.');
        return fromValue(previewLines(reading.definition, null, locale));
      },
      mayKeep: ['member', 'text', 'name'],
    },
    {
      name: 'pair of keys',
      form: 'text',
      seeds: ['AKLT-1:secret', ' AKLT-1:a:b=='],
      read: (input) => fromValue(parseKeyPair(String(input))),
      mayKeep: everything,
    },
    {
      name: 'query of usage',
      form: 'text',
      seeds: [
        'by=week&since=20261101&until=2026-11-30&timezone=Asia/Tokyo&weekStart=sunday',
        'by=session&tool=codex&project=shop&order=desc&instances=true',
      ],
      read: (input) => {
        const reading = parseUsageQuery(Object.fromEntries(new URLSearchParams(String(input))), 'UTC');
        return fromValue(reading);
      },
      mayKeep: everything,
      share: 0.2,
    },
    {
      name: 'the user’s own prices of tokens',
      form: 'text',
      seeds: [
        '{"models":[{"names":["my-model"],"prices":[{"input":3,"output":"15.5","cacheRead":0.3}]}]}',
        '{"models":[{"names":["a","b"],"prices":[{"from":"2026-01-01","hoursUtc":[1,4],"input":3,"output":15,"above":[{"tokens":200000,"input":6,"output":30}]}]}]}',
      ],
      read: (input) => {
        const reading = parsePriceList(String(input));
        if (reading.kind === 'bad') return fromValue(reading.problem);
        const rows = [...reading.prices.values()].flatMap((prices) => prices.rows);
        if (rows.some(({ input: each, output }) => each < 0n || output < 0n)) throw new Error('A price is negative.');
        return fromValue([...reading.prices.keys()]);
      },
      mayKeep: everything,
    },
    {
      name: 'stored account',
      form: 'json',
      seeds: storedStates(),
      read: (input) => fromValue(checked(accountStateSchema, input)),
      mayKeep: everything,
      check: (input, outcome) => {
        const accepted = asRecord(outcome.kept)?.['accepted'];
        const problem = isStable(accountStateSchema)(input, outcome);
        return problem ?? (accepted === undefined ? null : viewProblem(accepted as AccountState));
      },
    },
    {
      name: 'settings',
      form: 'json',
      seeds: [defaultSettings, exampleSettings],
      read: (input) => {
        const { settings, refused, cut } = parseSettings(input, defaultSettings);
        return { ...nothing, noted: { refused, cut }, kept: settings };
      },
      mayKeep: everything,
      check: (input, { kept }) => {
        if (!isEqual(parseSettings(kept).settings, kept)) return 'The settings are not read back as they are.';
        return isRecord(input) && Object.keys(knownSettings(input)).length > 200
          ? 'More settings than there are.'
          : null;
      },
    },
    {
      name: 'exported settings',
      form: 'json',
      seeds: [
        { format: 'quota-tray-settings', settings: exampleSettings },
        { format: 'quota-tray-settings', settings: { theme: 'plaid', refreshMinutes: 15 } },
      ],
      read: (input) => {
        const given = importedSettings(input);
        return given.kind === 'settings'
          ? { ...nothing, noted: { refused: given.refused }, kept: given.change }
          : { ...nothing, kept: {} };
      },
      mayKeep: everything,
      check: (_input, { kept }) => (isEqual(knownSettings(kept), kept) ? null : 'A setting is not accepted again.'),
    },
    schemaReader('added account', addedAccountSchema, [
      {
        id: 'deepseek:0123456789ab',
        provider: 'deepseek',
        label: 'Work',
        baseUrl: 'https://api.deepseek.com',
        organizationId: 'org-1',
        keyGivenAt: '2026-11-20T00:00:00Z',
      },
    ]),
    schemaReader('stored day of usage', dailyUsageDaySchema, [...[daysOf(dailyUsage)].flat()]),
    {
      name: 'memory of alerts',
      form: 'json',
      seeds: [exampleMemory],
      read: (input) => fromValue(parseAlertMemory(input)),
      mayKeep: everything,
    },
    {
      name: 'stored notification',
      form: 'json',
      seeds: exampleNotifications,
      read: (input) => {
        const facts = parseNotificationFacts(input);
        if (facts === null) return nothing;
        const named = { ...facts, accountId: 'codex:1' };
        return fromValue({ facts, text: notificationText(named, 'Work', defaultSettings, locale, nowMs) });
      },
      mayKeep: everything,
    },
    {
      name: 'stored limits of slots',
      form: 'json',
      seeds: [{ version: 1, reductions: { 'codex:1': { from: 4, to: 2, atMs: nowMs } } }],
      read: (input) => {
        const count = parseSessionCount(typeof input === 'number' ? input : null);
        return fromValue({ reductions: parseReductions(input), count });
      },
      mayKeep: everything,
    },
    {
      name: 'stored exchange rates',
      form: 'json',
      seeds: [{ date: '2026-11-20', base: 'USD', rates: { EUR: '0.92' }, source: 'rates.example' }],
      read: (input) => fromValue(parseStoredRates(input)),
      mayKeep: ['source'],
    },
    {
      name: 'memory of new versions',
      form: 'json',
      seeds: [{ version: 1, answeredAtMs: nowMs, missedAtMs: null, foundVersion: '1.2.3', offeredVersion: '1.2.3' }],
      read: (input) => fromValue(parseUpdateMemory(input)),
      mayKeep: ['foundVersion', 'offeredVersion'],
    },
    {
      name: 'stamp of a data folder',
      form: 'json',
      seeds: [{ version: 2, writtenBy: '1.2.3' }],
      read: (input) => fromValue(parseStamp(input)),
      mayKeep: ['writtenBy'],
    },
    {
      name: 'imported ledger',
      form: 'json',
      seeds: [
        {
          rows: { [uuid]: { tier_snapshot: 'free', lifetime_consumed: 3, month_key: '2026-11', monthly_consumed: 1 } },
        },
        { version: 2, rows: { [`inst:${uuid}`]: { tier: 'pro', lifetimeConsumed: 3, monthlyConsumed: 1 } } },
      ],
      read: (input) => fromValue(parseLegacyLedger(input, nowMs)),
      mayKeep: ['installId', 'tier'],
    },
  ];
}

function requestReaders(): readonly FuzzReader[] {
  const ipc = commandNames.map((name) =>
    schemaReader(
      `request ${name} of a page`,
      commandInputs[name],
      [...goodInputs[name].map((each) => each ?? null), ...(name.startsWith('settings.') ? [exampleSettings] : [])],
      // Most requests have one or two fields, and there are many requests.
      name.startsWith('settings.') ? 1 : 0.2,
    ),
  );
  return [
    ...ipc,
    {
      name: 'request to the ledger',
      form: 'json',
      seeds: [
        {
          installId: uuid,
          tier: 'free',
          hasHardware: true,
          reservationId: uuid,
          jobId: 'job-1',
          backend: 'cloud',
          ttlSeconds: 60,
        },
      ],
      read: (input) => fromValue(ledgerRequests(input)),
      mayKeep: everything,
    },
    {
      name: 'arguments of the command line',
      form: 'json',
      share: 0.05,
      seeds: commandLines.map((line) => line.split(' ')),
      read: (input) => {
        const words = (Array.isArray(input) ? (input as readonly unknown[]) : [input]).map((word) =>
          typeof word === 'string' ? word : (JSON.stringify(word) ?? ''),
        );
        return fromValue(parseCommand(words));
      },
      mayKeep: everything,
    },
  ];
}

function schemaReader(name: string, schema: v.GenericSchema, seeds: readonly unknown[], share = 1): FuzzReader {
  return {
    name,
    form: 'json',
    seeds,
    share,
    read: (input) => fromValue(checked(schema, input)),
    mayKeep: everything,
    check: isStable(schema),
  };
}

function checked(schema: v.GenericSchema, input: unknown): unknown {
  const result = v.safeParse(schema, input);
  return result.success ? { accepted: result.output } : null;
}

/** What a schema accepted, it accepts again, with the same result. */
function isStable(schema: v.GenericSchema): (input: unknown, outcome: Outcome) => string | null {
  return (_input, { kept }) => {
    const first = asRecord(kept)?.['accepted'];
    if (first === undefined) return null;
    const again = v.safeParse(schema, JSON.parse(JSON.stringify(first)) as unknown);
    return again.success && isEqual(again.output, first) ? null : 'What was accepted is not accepted again as it is.';
  };
}

function ledgerRequests(input: unknown): unknown {
  const request = v.safeParse(
    v.object({
      installId: v.string(),
      tier: v.string(),
      hasHardware: v.boolean(),
      reservationId: v.string(),
      jobId: v.string(),
      backend: v.string(),
      ttlSeconds: v.number(),
    }),
    input,
  );
  if (!request.success) return null;
  const given = request.output as never;
  return [
    parsePlanRequest(given, defaultTiers),
    parseReserveRequest(given, defaultTiers),
    parseCommitRequest(given, defaultTiers),
    parseReleaseRequest(given),
    parseUuid(request.output.installId),
  ];
}

/** States of accounts of every provider, with what the fixtures state. */
function storedStates(): readonly unknown[] {
  return providerIds.flatMap((provider) => {
    const account = accountOf(provider, 'https://service.example');
    const endpoint = providers[provider].endpoints['usage'];
    return bodiesOf(provider, 'usage').flatMap((body) => {
      const result = endpoint?.parse(body, nowMs, { account, status: 200 });
      return result?.ok === true ? [storedState(account, merge(noFacts, result.observation))] : [];
    });
  });
}

function daysOf(body: unknown): readonly unknown[] {
  const answer = parseDailyUsage(body, nowMs);
  return answer.ok ? answer.days : [];
}
