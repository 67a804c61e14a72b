import { describe, expect, it } from 'vitest';
import { type Addition, accountOf as accountOfAdded } from '../../../../../core/accounts/added-account.ts';
import { figureLifeMs } from '../../../../../core/accounts/data-state.ts';
import type { AccountState } from '../../../../../core/accounts/account-state.ts';
import { serviceOf } from '../../../../../core/providers/service.ts';
import { defaultSettings } from '../../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../../core/snapshot/build.ts';
import { noFacts } from '../../../../../core/usage/facts.ts';
import { planText, providerTitle, serviceName } from '../../../../../core/views/account.ts';
import { previewLines } from '../../../../../core/views/own-service.ts';
import { sectionName } from '../../../../../core/views/sections.ts';
import { tileOf } from '../../../../../core/views/row.ts';
import { validateAddition } from '../../../../../main/node/accounts/addition.ts';
import { localeIn } from '../../../../support/locale.ts';
import { english } from '../../../../support/example-states.ts';
import { ownDefinition } from '../../../../support/own-definition.ts';
import { accountOf } from '../../../../support/provider-fixtures.ts';

const nowMs = Date.parse('2026-11-22T00:05:00Z');
const account = accountOf('own', 'https://lab.example');
const state: AccountState = { account, facts: noFacts, endpoints: {}, oddPaths: [], offer: null };

describe('a service that the user describes', () => {
  it('has its own name and tile in every view, and a neutral name while names are hidden', () => {
    const [shown] = buildSnapshot([state], defaultSettings, english, nowMs).accounts;
    expect([serviceName(shown!), planText(shown!), tileOf(shown!, defaultSettings).text]).toEqual([
      'Own service of the lab',
      'Own service of the lab',
      'La',
    ]);
    const hidden = buildSnapshot([state], { ...defaultSettings, hidePersonal: true }, english, nowMs);
    expect(JSON.stringify(hidden)).not.toContain('of the lab');
  });

  it('shares a heading with the others, in the language of the user', () => {
    expect(sectionName('provider:own', english)).toBe('Own services');
    expect(sectionName('provider:own', localeIn('de', 'de'))).toBe('Eigene Dienste');
    expect(providerTitle('own', localeIn('ar', 'ar'))).toBe('خدماتك الخاصة');
  });

  it('is polled no more often than its file says, and its figures stay current as long', () => {
    expect(serviceOf(account).endpoints['usage']?.pollInterval).toEqual({ defaultMs: 600_000, minimumMs: 600_000 });
    expect(figureLifeMs(state, { refreshMinutes: 1 }, 'usage')).toBe(1_200_000);
    const { everyMinutes: _left, ...without } = ownDefinition;
    const usual = serviceOf({ provider: 'own', definition: without });
    expect(usual.endpoints['usage']?.pollInterval).toEqual({ defaultMs: 300_000, minimumMs: 60_000 });
  });

  it('tells before a request whom it would ask, with which key, and for what', () => {
    const lines = previewLines(ownDefinition, 'https://lab.example', english).map(
      ({ name, text }) => `${name}: ${text}`,
    );
    expect(lines).toEqual([
      'Service: Own service of the lab',
      'Request: GET https://lab.example/v1/usage?team={id}',
      'Your key: Only in the header X-Api-Key, only to this address. Redirects are refused.',
      'Also sends: X-Team: {id}',
      'Shortest interval: 10 min',
      '5 hours: percent used, from /session/percent, /session/resets_at',
      'Week: left, of a limit, from /limits, /left, /limit, /resets',
      'Images: fraction left, 0 to 1, from /images/left',
      'Balance: from /wallet/micro, /wallet/expires (/wallet/currency)',
      'Spending: from /spend/cents, /spend/cap (EUR)',
      'Sessions: from /sessions/now, /sessions/soft',
      'Plan: from /plan',
      'Blocked: from /state',
    ]);
  });
});

describe('the addition of a service that the user describes', () => {
  const addition: Addition = {
    ...{ provider: 'own', label: 'Lab', baseUrl: 'https://lab.example', organizationId: 'team-1', key: 'a-key' },
    definition: ownDefinition,
  };
  const { definition: _without, ...plain } = addition;

  it('keeps the definition with the account, and the address that the user entered', () => {
    const checked = validateAddition(addition, [], {}, nowMs);
    if (checked.kind === 'invalid') throw new Error(checked.problem);
    expect(accountOfAdded(checked.account)).toMatchObject({
      ...{ provider: 'own', baseUrl: 'https://lab.example', definition: ownDefinition },
    });
  });

  it.each<readonly [string, Addition, string]>([
    ['no file', plain, 'definition'],
    ['a file for another service', { ...addition, provider: 'openrouter' }, 'definition'],
    ['no address', { ...addition, baseUrl: null }, 'base-url-missing'],
    ['no id where the request names one', { ...addition, organizationId: null }, 'organization-missing'],
    [
      'another address than that of the file',
      { ...addition, definition: { ...ownDefinition, origin: 'https://other.example' } },
      'other-origin',
    ],
    ['an address in the clear', { ...addition, baseUrl: 'http://lab.example' }, 'base-url'],
  ])('with %s is refused', (_what, given, problem) => {
    expect(validateAddition(given, [], {}, nowMs)).toMatchObject({ kind: 'invalid', problem });
  });
});
