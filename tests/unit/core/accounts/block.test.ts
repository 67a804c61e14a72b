import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { judge, type Judgement } from '../../../../core/accounts/judgement.ts';
import { judgeAccountAlerts } from '../../../../core/alerts/judge.ts';
import { notificationText } from '../../../../core/alerts/notification-text.ts';
import { factsOf } from '../../../../core/alerts/store.ts';
import { judgeGuard } from '../../../../core/guard/guard.ts';
import type { KnownIncident } from '../../../../core/incidents/incident.ts';
import { type EndpointState, newEndpoint, type PollStatus } from '../../../../core/polling/endpoint.ts';
import type { Failure } from '../../../../core/polling/failure.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { statedUnknown, statedValue } from '../../../../core/usage/fact.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { merge } from '../../../../core/usage/merge.ts';
import {
  blockCodes,
  limitModes,
  type BeyondLimitReading,
  type BlockReading,
  type Observation,
  type SpendReading,
  type UnavailableModel,
  type WindowReading,
} from '../../../../core/usage/observation.ts';
import { terminalView } from '../../../../core/views/terminal.ts';
import { trayView } from '../../../../core/views/tray.ts';
import { timesSaid } from '../../../support/menu-texts.ts';
import { pageOf } from '../../../support/money-states.ts';
import { chinese, english, nowMs } from '../../../support/example-states.ts';
import { accountOf } from '../../../support/provider-fixtures.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

interface Given extends Partial<Observation> {
  readonly agoMs?: number;
  readonly link?: PollStatus;
  readonly incident?: KnownIncident | null;
  /** Statements that came after the others, at this moment. */
  readonly later?: Partial<Observation>;
}

function stateOf({ agoMs = 0, link, incident: _incident, later, ...parts }: Given): AccountState {
  const usage: EndpointState = {
    ...newEndpoint(nowMs),
    ...(link === undefined ? {} : { link }),
    fetchedAtMs: nowMs - agoMs,
  };
  const before = merge(noFacts, { source: 'poll', asOfMs: nowMs - agoMs, oddPaths: [], ...parts });
  const facts = later === undefined ? before : merge(before, { source: 'poll', asOfMs: nowMs, oddPaths: [], ...later });
  return { account: accountOf('codex', 'https://service.example'), facts, oddPaths: [], endpoints: { usage } };
}

const judged = (given: Given): Judgement => judge(stateOf(given), defaultSettings, nowMs, given.incident ?? null);
const named = (given: Given): string | null => judged(given).block?.code ?? null;

const window = (id: string, used: number, resetsAtMs: number | null = nowMs + hourMs): WindowReading => ({
  id,
  shape: { name: null, scope: 'account', durationSeconds: id === 'weekly' ? 604_800 : 18_000 },
  usedPercent: statedValue(used),
  resetsAtMs: resetsAtMs === null ? statedUnknown : statedValue(resetsAtMs),
});
const model = (name: string, used: number): WindowReading => ({
  ...window(name, used),
  shape: { name, scope: 'part', durationSeconds: 604_800 },
});
const windows = (...items: readonly WindowReading[]): Partial<Observation> => ({ windows: { complete: true, items } });
const blocked = (code: BlockReading['code'], endsAtMs: number | null = null): Partial<Observation> => ({
  blocked: statedValue({ code, endsAtMs }),
});
const mode = (name: BeyondLimitReading['mode'], endsAtMs: number | null = null): Partial<Observation> => ({
  beyondLimit: statedValue({ mode: name, endsAtMs }),
});
const models = (...items: readonly UnavailableModel[]): Partial<Observation> => ({
  unavailableModels: statedValue(items),
});
const away = (name: string, availableAtMs: number | null = nowMs + hourMs): UnavailableModel => ({
  ...{ name, availableAtMs, creditsWouldEnable: null },
});
const failing = (failure: Failure): PollStatus => ({
  kind: 'retrying',
  attempt: 1,
  untilMs: nowMs + minuteMs,
  failure,
});
const outage: KnownIncident = { service: 'OpenAI', title: 'Errors', asOfMs: nowMs };

/** One example of each reason, in the order in which they are named. */
const reasons: readonly (readonly [string, Given])[] = [
  ['weekly-used-up', windows(window('weekly', 100))],
  ['window-used-up', windows(window('session', 100))],
  ['model-unavailable', windows(model('opus', 100))],
  ['spend-cap', blocked('spend-cap')],
  ['workspace-credits', blocked('workspace-credits')],
  ['reserve', mode('reserve')],
  ['ordinary-usage-off', blocked('ordinary-usage-off')],
  ['paid-extra-usage', mode('paid-extra-usage')],
  ['grace-period', mode('grace-period')],
  ['lower-priority', mode('lower-priority')],
  ['region', { link: failing({ kind: 'forbidden', status: 403, by: 'region' }) }],
  ['network', { link: failing({ kind: 'timeout' }) }],
  ['incident', { incident: outage }],
];

const kindOf = (given: Given): string => Object.keys(given)[0] ?? '';
const pairs = reasons.flatMap(([first, one], index) =>
  reasons
    .slice(index + 1)
    // A source makes one statement of each kind. An incident and an open account do not exclude each other.
    .filter(([, other]) => kindOf(one) !== kindOf(other))
    .map(([second, other]) => ({ first, second, given: { ...one, ...other } })),
);

describe('the reason that is named', () => {
  it.each(reasons)('%s alone', (code, given) => {
    expect(named(given)).toBe(code);
  });

  it.each(pairs)('$first before $second', ({ first, given }) => {
    expect(named(given)).toBe(first);
  });

  it('the weekly window comes before another used-up window, whichever ends later', () => {
    const both = (weeklyAtMs: number | null, sessionAtMs: number | null) =>
      judged(windows(window('weekly', 100, weeklyAtMs), window('session', 100, sessionAtMs))).block;
    expect(both(nowMs + hourMs, nowMs + 2 * hourMs)).toMatchObject({
      code: 'weekly-used-up',
      endsAtMs: nowMs + hourMs,
    });
    expect(both(null, nowMs + hourMs)).toMatchObject({ code: 'weekly-used-up', endsAtMs: null });
  });

  it('a reason with a known end comes before the same reason without one', () => {
    const spend = statedValue<SpendReading>({
      ...{ unit: 'money', currency: 'EUR', used: '5', limit: '5', remaining: null, scope: 'individual' },
      resetsAtMs: nowMs + hourMs,
    });
    expect(judged({ spend, ...blocked('spend-cap') }).block).toMatchObject({
      ...{ code: 'spend-cap', endsAtMs: nowMs + hourMs, cause: { kind: 'spend' } },
    });
    expect(judged({ spend, ...blocked('spend-cap', nowMs + 1) }).block?.cause).toEqual({ kind: 'stated' });
    expect(judged(windows(window('30d', 100, null), window('session', 100))).block?.endsAtMs).toBe(nowMs + hourMs);
  });

  it('a refusal that a reason explains is named by the reason', () => {
    for (const vague of ['unknown', 'ordinary-usage-off'] as const) {
      expect(named({ ...windows(window('weekly', 100)), ...blocked(vague) })).toBe('weekly-used-up');
      expect(named({ ...windows(window('weekly', 40)), ...blocked(vague), ...mode('reserve') })).toBe('reserve');
    }
    expect(named({ ...blocked('unknown'), ...mode('lower-priority') })).toBe('lower-priority');
  });
});

describe('requests beyond the limits', () => {
  it.each(limitModes)('in the mode %s the account counts as exhausted, whatever its windows say', (name) => {
    const reserve: WindowReading = {
      ...window('base_model_inference', 5),
      shape: { name: 'Luna Reserve', scope: 'own', durationSeconds: 604_800, isReserve: true },
    };
    const judgement = judged({ ...windows(window('session', 12), reserve), ...mode(name) });
    expect([judgement.use, judgement.block?.code]).toEqual(['exhausted', name]);
    const isOrdinaryOff = name === 'reserve' || name === 'paid-extra-usage';
    expect(judgement.windows.map(({ state }) => state)).toEqual([isOrdinaryOff ? 'blocked' : 'open', 'open']);
  });

  it.each([
    ['ends with its window', 30_000, ''],
    ['ends before it', -2 * minuteMs, ' The service says that this ends 13:58.'],
  ])('a mode that %s says its own end only if it is another one', (_what, moreMs, end) => {
    const given = { ...windows(window('weekly', 100)), ...mode('lower-priority', nowMs + hourMs + moreMs) };
    const [account] = buildSnapshot([stateOf(given)], defaultSettings, english, nowMs).accounts;
    expect(account?.blockedReason?.text).toBe(
      `The weekly limit is used up until 14:00. Requests run at lower priority now.${end}`,
    );
  });

  it('a grace period names the reset of its limit, because it may end earlier', () => {
    const [account] = buildSnapshot(
      [stateOf(mode('grace-period', nowMs + hourMs))],
      defaultSettings,
      english,
      nowMs,
    ).accounts;
    expect(account?.blockedReason?.text).toBe(
      'A limit is reached. The service accepts requests for a short time only. ' +
        'Finish your work or use another account. The limit resets 14:00.',
    );
  });

  it.each<readonly [string, Given, string | null]>([
    ['without an end, stated now', { agoMs: 0 }, 'reserve'],
    ['without an end, stated hours ago', { agoMs: 5 * hourMs }, null],
    ['with an end to come, stated hours ago', { agoMs: 5 * hourMs, ...mode('reserve', nowMs + 1) }, 'reserve'],
    ['with an end that passed', mode('reserve', nowMs), null],
    ['withdrawn since', { agoMs: minuteMs, later: { beyondLimit: statedUnknown } }, null],
    ['ended since', { agoMs: minuteMs, later: { beyondLimit: statedValue(null) } }, null],
    ['replaced since', { agoMs: minuteMs, later: mode('lower-priority') }, 'lower-priority'],
    ['left out since', { agoMs: minuteMs, later: { plan: statedValue('pro') } }, 'reserve'],
  ])('a mode %s', (_what, given, code) => {
    expect(named({ ...mode('reserve'), ...given })).toBe(code);
  });
});

describe('models that are not available', () => {
  const limited = windows(model('astra', 5));

  it.each<readonly [string, Given, readonly unknown[]]>([
    ['one of the account', { ...windows(window('session', 12)), ...models(away('astra')) }, ['active']],
    ['one of two', { ...windows(model('astra', 5), model('luna', 5)), ...models(away('astra')) }, ['active']],
    [
      'both of two, one used up',
      { ...windows(model('Astra 6', 5), model('luna', 100)), ...models(away('astra-6', nowMs + minuteMs)) },
      ['exhausted', 'model-unavailable', minuteMs],
    ],
    ['only the models that are not available', models(away('astra'), away('luna', null)), ['unknown']],
    [
      'all that are known, of which the first one back counts',
      { ...limited, ...models(away('astra', nowMs + 2 * hourMs), away('luna'), away('terra', null)) },
      ['exhausted', 'model-unavailable', hourMs],
    ],
    ['without a time', { ...limited, ...models(away('astra', null)) }, ['exhausted', 'model-unavailable', null]],
    ['a time that passed', { ...limited, ...models(away('astra', nowMs)) }, ['active']],
    [
      'stated long ago, with a time',
      { agoMs: 5 * hourMs, ...limited, ...models(away('astra')) },
      ['exhausted', 'model-unavailable', hourMs],
    ],
    ['stated long ago, without a time', { agoMs: 5 * hourMs, ...limited, ...models(away('astra', null)) }, ['unknown']],
    [
      'beside old windows of the account',
      { agoMs: 5 * hourMs, ...windows(window('session', 12)), ...models(away('astra')) },
      ['unknown'],
    ],
    [
      'withdrawn since',
      { agoMs: minuteMs, ...limited, ...models(away('astra')), later: { unavailableModels: statedUnknown } },
      ['active'],
    ],
    ['all available since', { agoMs: minuteMs, ...limited, ...models(away('astra')), later: models() }, ['active']],
  ])('%s', (_what, given, expected) => {
    const { use, block } = judged(given);
    const endsInMs = block?.endsAtMs === undefined || block.endsAtMs === null ? null : block.endsAtMs - nowMs;
    expect(block === null ? [use] : [use, block.code, endsInMs]).toEqual(expected);
  });
});

describe('an incident of the service', () => {
  const old = { ...windows(window('session', 12)), agoMs: 5 * hourMs, incident: outage };

  it.each<readonly [string, Given, readonly [string, string | null]]>([
    ['old figures', old, ['unknown', 'incident']],
    ['an account that works', { ...old, agoMs: 0 }, ['active', null]],
    [
      'errors of the server',
      { ...old, agoMs: 0, link: failing({ kind: 'server', status: 500 }) },
      ['active', 'incident'],
    ],
    ['no network', { ...old, link: failing({ kind: 'network', cause: 'dns' }) }, ['unknown', 'network']],
    ['a plan that does not exist', { ...old, link: failing({ kind: 'no-plan' }) }, ['unknown', null]],
    [
      'a missing sign-in',
      {
        ...old,
        link: { kind: 'needs-sign-in', failure: { kind: 'credential', problem: 'missing' }, fingerprint: null },
      },
      ['unknown', null],
    ],
    ['no incident', { ...old, incident: null }, ['unknown', null]],
  ])('beside %s', (_what, given, expected) => {
    const { use, block } = judged(given);
    expect([use, block?.code ?? null]).toEqual(expected);
  });

  it('is no reason for an account that the user does not want to be polled', () => {
    const off = { ...defaultSettings, askCodex: false };
    expect(judge(stateOf(old), off, nowMs, outage).block).toBeNull();
  });

  it('reaches the snapshot at once, and leaves it when it is over', () => {
    const state = stateOf(old);
    const codeWith = (incident: KnownIncident | null): string | undefined =>
      buildSnapshot([state], defaultSettings, english, nowMs, undefined, () => incident).accounts[0]?.blockedReason
        ?.code;
    expect([null, outage, outage, null].map(codeWith)).toEqual([undefined, 'incident', 'incident', undefined]);
  });
});

const times = fc.constantFrom(null, nowMs - hourMs, nowMs + minuteMs, nowMs + 3 * hourMs);
const anyWindow = fc
  .tuple(fc.constantFrom('session', 'weekly', '30d'), fc.constantFrom(0, 40, 100), times)
  .map((parts) => window(...parts));
const anyModel = fc
  .tuple(fc.constantFrom('opus', 'astra'), fc.constantFrom(0, 40, 100))
  .map((parts) => model(...parts));
const anyWindows = fc
  .uniqueArray(fc.oneof(anyWindow, anyModel), { selector: ({ id }) => id, maxLength: 4 })
  .map((items) => windows(...items));
const anyMode = fc.tuple(fc.constantFrom(...limitModes), times).map((parts) => mode(...parts));
const anyGiven: fc.Arbitrary<Given> = fc
  .tuple(
    anyWindows,
    fc.option(
      fc.tuple(fc.constantFrom(...blockCodes), times).map((parts) => blocked(...parts)),
      { nil: {} },
    ),
    fc.option(anyMode, { nil: {} }),
    fc.option(
      fc.array(times, { maxLength: 2 }).map((at) => models(...at.map((each) => away('astra', each)))),
      { nil: {} },
    ),
    fc.option(
      fc
        .constantFrom<Failure>(
          { kind: 'server', status: 500 },
          { kind: 'timeout' },
          { kind: 'forbidden', status: 403, by: 'region' },
        )
        .map((failure) => ({ link: failing(failure) })),
      { nil: {} },
    ),
    fc.constantFrom(0, minuteMs, 5 * hourMs).map((agoMs) => ({ agoMs })),
  )
  .map((parts): Given => Object.assign({}, ...parts) as Given);

const usable = { exhausted: 0, unknown: 1, active: 2 } as const;

describe('any account', () => {
  it('never becomes more usable by a mode or an incident', () => {
    fc.assert(
      fc.property(anyGiven, anyMode, fc.boolean(), (given, more, hasIncident) => {
        const before = judged({ ...given, beyondLimit: statedUnknown });
        const after = judged({ ...given, ...more, incident: hasIncident ? outage : null });
        expect(usable[after.use]).toBeLessThanOrEqual(usable[before.use]);
        expect(judged({ ...given, incident: outage }).use).toBe(judged(given).use);
      }),
    );
  });

  it('names its weekly window if that is used up until later', () => {
    fc.assert(
      fc.property(anyGiven, (given) => {
        const items = given.windows?.items.filter(({ id }) => id !== 'weekly') ?? [];
        const full = { ...given, ...windows(...items, window('weekly', 100, nowMs + hourMs)) };
        expect(judged({ ...full, incident: outage })).toMatchObject({
          use: 'exhausted',
          block: { code: 'weekly-used-up', endsAtMs: nowMs + hourMs },
        });
      }),
    );
  });

  it.each([
    ['English', english],
    ['Chinese', chinese],
  ])('says the same sentence in panel, menu, terminal, guard, notification and snapshot, in %s', (_name, locale) => {
    fc.assert(
      fc.property(anyGiven, fc.boolean(), (given, hasIncident) => {
        const incidents = () => (hasIncident ? outage : null);
        const snapshot = buildSnapshot([stateOf(given)], defaultSettings, locale, nowMs, undefined, incidents);
        const account = snapshot.accounts[0];
        if (account === undefined) throw new Error('One account was given');
        const reason = account.blockedReason;
        if (account.use === 'exhausted') expect(reason).not.toBeNull();
        if (reason === null) return;
        const menu = trayView(snapshot, defaultSettings, locale, nowMs).rows;
        expect(timesSaid(menu, reason.text)).toBe(1);
        const lines = terminalView(snapshot, defaultSettings, locale, nowMs).split('\n');
        expect(lines.filter((line) => line.includes(reason.text))).toHaveLength(1);
        const { messages } = pageOf(account, undefined, {}, locale);
        expect(messages.filter((text) => text.includes(reason.text))).toHaveLength(1);
        const question = { minLeftPercent: null, any: false };
        expect(judgeGuard(snapshot, question, locale, nowMs).reason).toEqual(reason);
        const context = { memory: null, settings: defaultSettings, incident: false, nowMs };
        const told = judgeAccountAlerts(account, context).alerts.filter(
          (alert) => alert.kind === 'exhausted' && ('block' in alert || alert.window.id === reason.windowId),
        );
        for (const alert of told) {
          const facts = { ...factsOf(alert), accountId: account.id };
          expect(notificationText(facts, 'work', defaultSettings, locale, nowMs).body).toBe(reason.text);
        }
        expect(told.length).toBeLessThanOrEqual(1);
      }),
    );
  });
});
