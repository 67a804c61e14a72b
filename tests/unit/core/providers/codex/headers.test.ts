import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCodexHeaders } from '../../../../../core/providers/codex/headers.ts';
import type { Observation } from '../../../../../core/usage/observation.ts';
import { expectHonest } from '../../../../support/honest-reading.ts';
import { usedById, valueOf, windowById } from '../../../../support/readings.ts';

const asOfMs = 1_795_305_600_000;
const nowSeconds = asOfMs / 1000;
const session = {
  'x-codex-primary-used-percent': '31.5',
  'x-codex-primary-window-minutes': '300',
  'x-codex-primary-reset-at': String(nowSeconds + 7_200),
};
const week = {
  'x-codex-secondary-used-percent': '64',
  'x-codex-secondary-window-minutes': '10080',
  'x-codex-secondary-reset-at': String(nowSeconds + 300_000),
};
const credits = {
  'x-codex-credits-has-credits': 'true',
  'x-codex-credits-unlimited': 'false',
  'x-codex-credits-balance': '88.40',
};

function read(headers: Readonly<Record<string, string>>, body?: unknown): Observation {
  const observation = parseCodexHeaders(headers, asOfMs, body);
  if (observation === null) throw new Error('Nothing was said.');
  return observation;
}

describe('windows in Codex headers', () => {
  it('states its source, and never that the windows are complete', () => {
    expect(read({ ...session, ...week })).toMatchObject({ source: 'headers', asOfMs, windows: { complete: false } });
  });

  it('names windows by their length and accepts header names in any case', () => {
    const shouted = Object.fromEntries(Object.entries({ ...session, ...week }).map(([n, v]) => [n.toUpperCase(), v]));
    const observation = read(shouted);
    expect(usedById(observation)).toEqual({ session: 31.5, weekly: 64 });
    expect(valueOf(windowById(observation, 'session').resetsAtMs)).toBe(asOfMs + 7_200_000);
  });

  it('parses the wait where there is no reset time', () => {
    const observation = read({
      'x-codex-primary-used-percent': '5',
      'x-codex-primary-window-minutes': '300',
      'x-codex-primary-reset-after-seconds': '90',
    });
    expect(valueOf(windowById(observation, 'session').resetsAtMs)).toBe(asOfMs + 90_000);
  });

  it.each([['-1'], ['1001'], ['NaN'], ['12%'], ['0x10'], ['1,5']])(
    'leaves out a window with the percentage %j and keeps the other',
    (used) => {
      const observation = read({ ...session, ...week, 'x-codex-primary-used-percent': used });
      expect(usedById(observation)).toEqual({ weekly: 64 });
      expect(observation.oddPaths).toEqual(['x-codex.primary.used_percent']);
    },
  );

  it.each([
    ['0 % of 0 minutes', { 'used-percent': '0', 'window-minutes': '0' }],
    ['0 % of 0 minutes with a reset', { 'used-percent': '0', 'window-minutes': '0', 'reset-at': '1795400000' }],
    ['0 % with neither length nor reset', { 'used-percent': '0' }],
    ['0.0 % with blanks beside it', { 'used-percent': '0.0', 'window-minutes': '', 'reset-at': ' ' }],
    ['no percentage', { 'window-minutes': '10080', 'reset-at': '1795400000' }],
  ])('states no window for a position with %s', (_, fields) => {
    const slot = Object.fromEntries(Object.entries(fields).map(([n, v]) => [`x-codex-secondary-${n}`, v]));
    expect(usedById(read({ ...session, ...slot }))).toEqual({ session: 31.5 });
  });

  it('states a window at 0 where it has 0 % and a length', () => {
    const observation = read({ 'x-codex-primary-used-percent': '0', 'x-codex-primary-window-minutes': '300' });
    expect(usedById(observation)).toEqual({ session: 0 });
  });

  it.each([
    [{}],
    [{ 'x-codex-primary-used-percent': 'much' }],
    [{ 'content-type': 'text/event-stream', 'x-request-id': 'a' }],
    [{ 'x-codex-promo-message': 'hello' }],
  ])('states nothing for %j', (headers) => {
    expect(parseCodexHeaders(headers, asOfMs)).toBeNull();
  });
});

describe('named limits', () => {
  it('parses a named limit with its id and stated name', () => {
    const observation = read({
      ...session,
      'x-codex-lynx-primary-used-percent': '80',
      'x-codex-lynx-primary-window-minutes': '60',
      'x-codex-lynx-limit-name': 'Lynx Large',
    });
    expect(usedById(observation)).toEqual({ session: 31.5, codex_lynx: 80 });
    expect(windowById(observation, 'codex_lynx').shape).toEqual({
      name: 'Lynx Large',
      scope: 'own',
      durationSeconds: 3_600,
    });
  });

  it('assigns x-codex-secondary-primary-* to the limit codex_secondary, not to the secondary window', () => {
    const observation = read({ ...session, 'x-codex-secondary-primary-used-percent': '77' });
    expect(usedById(observation)).toEqual({ session: 31.5, codex_secondary: 77 });
  });

  it.each(['x-my-limit-primary-used-percent', 'x-my_limit-primary-used-percent', 'X-My-Limit-Primary-Used-Percent'])(
    'assigns %s to the limit my_limit',
    (name) => {
      const observation = read({ [name]: '5', 'x-codex-my-limit-limit-name': 'Mine' });
      expect(usedById(observation)).toEqual({ my_limit: 5 });
      expect(windowById(observation, 'my_limit').shape.name).toBe('Mine');
    },
  );

  it('gives the longer window of a limit a longer id, and no limit the id of an account window', () => {
    const observation = read({
      'x-lynx-primary-used-percent': '1',
      'x-lynx-primary-window-minutes': '300',
      'x-lynx-secondary-used-percent': '2',
      'x-lynx-secondary-window-minutes': '10080',
      'x-weekly-primary-used-percent': '3',
    });
    expect(usedById(observation)).toEqual({ lynx: 1, 'lynx:weekly': 2, 'limit:weekly': 3 });
  });

  it('parses at most fifty limits', () => {
    const many = Array.from({ length: 200 }, (_, index) => [`x-f${index}-primary-used-percent`, '1']);
    expect(read(Object.fromEntries(many)).windows?.items).toHaveLength(50);
  });
});

describe('credits and plan in Codex headers', () => {
  it.each([
    ['true', 'false', { hasCredits: true, unlimited: false }],
    ['TRUE', 'False', { hasCredits: true, unlimited: false }],
    ['1', '0', { hasCredits: true, unlimited: false }],
    ['0', '1', { hasCredits: false, unlimited: true }],
  ])('parses the flags %j and %j', (has, unlimited, expected) => {
    const observation = read({
      ...credits,
      'x-codex-credits-has-credits': has,
      'x-codex-credits-unlimited': unlimited,
    });
    expect(valueOf(observation.credits)).toMatchObject(expected);
  });

  it.each([
    ['yes', 'false'],
    ['true', ''],
    ['', 'false'],
    ['2', '0'],
  ])('states no credits for the flags %j and %j', (has, unlimited) => {
    const observation = read({
      ...session,
      ...credits,
      'x-codex-credits-has-credits': has,
      'x-codex-credits-unlimited': unlimited,
    });
    expect([observation.credits, observation.balance]).toEqual([undefined, undefined]);
  });

  it('states no credits where one flag is missing', () => {
    const { 'x-codex-credits-unlimited': _gone, ...rest } = credits;
    expect(parseCodexHeaders(rest, asOfMs)).toBeNull();
  });

  it.each([
    [' 88.40 ', '88.4'],
    ['0E-10', '0'],
    ['', 'unknown'],
    ['  ', 'unknown'],
    ['$5', 'unknown'],
  ])('parses the balance %j as %s', (stated, balance) => {
    expect(valueOf(read({ ...credits, 'x-codex-credits-balance': stated }).balance)).toBe(balance);
  });

  it('states no balance where only the flags are there', () => {
    const { 'x-codex-credits-balance': _gone, ...rest } = credits;
    expect(read(rest).balance).toBeUndefined();
  });

  it('parses a plan of any name', () => {
    expect(valueOf(read({ 'x-codex-plan-type': ' moonshot ' }).plan)).toBe('moonshot');
  });
});

describe('a refusal because a limit is used up', () => {
  const refusal = (more: object = {}) => ({ error: { type: 'usage_limit_reached', ...more } });
  const hit = (observation: Observation) =>
    (observation.windows?.items ?? []).filter(({ reached }) => valueOf(reached) === true).map(({ id }) => id);

  it('marks the fullest window as hit, with the stated reset where it is later', () => {
    const observation = read({ ...session, ...week }, refusal({ resets_at: nowSeconds + 300_060 }));
    expect(hit(observation)).toEqual(['weekly']);
    expect(valueOf(windowById(observation, 'weekly').resetsAtMs)).toBe(asOfMs + 300_060_000);
    expect(valueOf(windowById(observation, 'session').resetsAtMs)).toBe(asOfMs + 7_200_000);
  });

  it('keeps the reset of the headers where the refusal states an earlier one', () => {
    const observation = read({ ...session, ...week }, refusal({ resets_in_seconds: 60 }));
    expect(valueOf(windowById(observation, 'weekly').resetsAtMs)).toBe(asOfMs + 300_000_000);
  });

  it('assigns a reset to a longer window where it is too far away for the shorter one', () => {
    const full = { ...session, ...week, 'x-codex-primary-used-percent': '99' };
    expect(hit(read(full, refusal({ resets_in_seconds: 200_000 })))).toEqual(['weekly']);
    expect(hit(read(full, refusal({ resets_in_seconds: 200 })))).toEqual(['session']);
    expect(hit(read(full, refusal()))).toEqual(['session']);
  });

  it('marks a window of the active limit', () => {
    const headers = { ...session, 'x-lynx-primary-used-percent': '12', 'x-codex-active-limit': 'lynx' };
    expect(hit(read(headers, refusal()))).toEqual(['lynx']);
  });

  it('states the plan and marks no window where there are no windows', () => {
    const observation = read({}, refusal({ plan_type: 'team', resets_in_seconds: 60 }));
    expect(valueOf(observation.plan)).toBe('team');
    expect(observation.windows).toBeUndefined();
  });

  it.each([
    [null],
    ['usage_limit_reached'],
    [{ error: 'usage_limit_reached' }],
    [{ error: { type: 'overloaded' } }],
    [[]],
  ])('takes the body %j for no such refusal', (body) => {
    expect(hit(read(session, body))).toEqual([]);
  });
});

describe('any headers', () => {
  const fields = ['used-percent', 'window-minutes', 'reset-at', 'reset-after-seconds', 'limit-name'];
  const anyName = fc
    .tuple(
      fc.constantFrom('x-codex', 'X-Codex-Lynx', 'x-codex-secondary', 'x-other_limit'),
      fc.constantFrom('primary', 'secondary'),
      fc.constantFrom(...fields),
    )
    .map((parts) => parts.join('-'));
  const anyValue = fc.oneof(
    fc.constantFrom('', ' ', '0', '100', '300', '10080', 'true', 'NaN', '-1', '1e999', '1795400000'),
    fc.double().map(String),
    fc.string(),
  );
  const anyHeaders = fc.dictionary(fc.oneof(anyName, fc.constantFrom(...Object.keys(credits)), fc.string()), anyValue);

  it('never throws and never invents a value', () => {
    fc.assert(
      fc.property(anyHeaders, fc.jsonValue(), (headers, body) => {
        const observation = parseCodexHeaders(headers, asOfMs, body);
        if (observation !== null) expectHonest({ ok: true, observation });
      }),
      { numRuns: 500 },
    );
  });

  it('never reveals the value of another header', () => {
    const secret = 'do-not-tell';
    const headers = {
      ...session,
      Authorization: secret,
      cookie: secret,
      'x-api-key': secret,
      'chatgpt-account-id': secret,
    };
    expect(JSON.stringify(read(headers))).not.toContain(secret);
  });
});
