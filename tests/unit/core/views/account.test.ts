import { describe, expect, it } from 'vitest';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { factActions } from '../../../../core/views/account.ts';
import { english } from '../../../support/example-states.ts';
import { exampleSnapshot } from '../../../support/example-snapshot.ts';
import { pageOf } from '../../../support/money-states.ts';

const on = { ...defaultSettings, redeemResets: true };

describe('what one can do about a figure', () => {
  it.each([
    ['grant', 'claude', 'fresh', defaultSettings, ['see-offer', 'dismiss-offer']],
    ['grant', 'codex', 'fresh', defaultSettings, []],
    ['reset-credits', 'codex', 'fresh', defaultSettings, []],
    ['reset-credits', 'codex', 'fresh', on, ['use-reset']],
    ['reset-credits', 'codex', 'signed-out', on, []],
    ['reset-credits', 'claude', 'fresh', on, ['copy-command']],
    ['reset-credits', 'claude', 'signed-out', defaultSettings, ['copy-command']],
    ['credits', 'codex', 'fresh', on, []],
    ['spend', 'codex', 'fresh', on, []],
  ] as const)('of %s at %s, %s', (id, provider, state, settings, wanted) => {
    const resetCredits = { available: 1, nextExpiresAt: null, asOf: null, stale: false };
    const actions = factActions(id, { provider, state, resetCredits, holdsReset: null }, settings, english);
    expect(actions.map((action) => action.id)).toEqual(wanted);
  });

  it('offers no reset that cannot be used now', () => {
    const resetCredits = { available: 0, unusable: 1, nextExpiresAt: null, asOf: null, stale: false };
    for (const provider of ['codex', 'claude']) {
      const account = { provider, state: 'fresh', resetCredits, holdsReset: null } as const;
      expect(factActions('reset-credits', account, on, english)).toEqual([]);
    }
  });

  it('stands in the row of the page', () => {
    const account = exampleSnapshot({ resetCredits: { available: 2, nextExpiresAt: null, asOf: null, stale: false } });
    const rowOf = (settings: typeof on) =>
      pageOf(account, undefined, settings).facts.find(({ id }) => id === 'reset-credits');
    expect(rowOf(on)?.actions).toEqual([{ id: 'use-reset', text: 'Use a reset…' }]);
    expect(rowOf(defaultSettings)?.actions).toEqual([]);
  });
});
