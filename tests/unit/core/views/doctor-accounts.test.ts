import { describe, expect, it } from 'vitest';
import type { SourceReports } from '../../../../core/accounts/source-reports.ts';
import { accountChecks } from '../../../../core/views/doctor-accounts.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { newEndpoint } from '../../../../core/polling/endpoint.ts';
import { exampleAccount } from '../../../support/engine-world.ts';
import { localeIn } from '../../../support/locale.ts';

const nowMs = Date.parse('2026-03-02T09:00:00Z');
const minuteMs = 60_000;
const english = localeIn('en', 'en-US');

function sourcesLine(sources: SourceReports) {
  const account = exampleAccount('ada', { id: 'claude:ada', provider: 'claude' });
  const state = { account, facts: noFacts, oddPaths: [], endpoints: { usage: newEndpoint(nowMs) } };
  const [snapshot] = buildSnapshot([state], defaultSettings, english, nowMs).accounts;
  if (snapshot === undefined) throw new Error('no account');
  const known = { id: account.id, unrecognizedPaths: [], outlook: null, secondary: [], sources };
  return accountChecks(snapshot, known, english, nowMs).find(({ id }) => id === 'sources:claude:ada');
}

describe('the report of the sources of an account', () => {
  it('names each source with its last answer', () => {
    const line = sourcesLine({
      poll: { asOfMs: nowMs - 10 * minuteMs },
      statusline: { asOfMs: nowMs - 120 * minuteMs },
      tool: { asOfMs: nowMs - 3 * minuteMs },
    });
    expect(line).toMatchObject({ name: 'Sources ada', state: 'ok' });
    expect(line?.text).toBe(
      'Claude usage page: good, 10 min ago · Claude Code status line: good, 2 hours ago · Claude Code: good, 3 min ago',
    );
  });

  it('says why a tool gave no figures, and when it last did', () => {
    const failure = { why: 'not-understood', asOfMs: nowMs - 5 * minuteMs } as const;
    expect(sourcesLine({ tool: { asOfMs: nowMs - 60 * minuteMs, failure } })?.text).toBe(
      'Claude Code (8:55 AM): answer not understood, update the tool; last good answer 1 hour ago',
    );
    expect(sourcesLine({ tool: { asOfMs: null, failure: { ...failure, why: 'not-installed' } } })).toMatchObject({
      state: 'unknown',
      text: 'Claude Code (8:55 AM): not installed',
    });
  });

  it('is no problem while another source has figures', () => {
    const failure = { why: 'no-answer', asOfMs: nowMs } as const;
    expect(sourcesLine({ poll: { asOfMs: nowMs }, tool: { asOfMs: null, failure } })?.state).toBe('ok');
  });

  it('is left out before any source answered', () => {
    expect(sourcesLine({})).toBeUndefined();
  });
});
