import { describe, expect, it } from 'vitest';
import { parseClaudeStatusLine } from '../../../../core/providers/claude/status-line.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { judgeWindows } from '../../../../core/usage/windows.ts';
import { merge } from '../../../../core/usage/merge.ts';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import { statusLine } from '../../../../core/views/status-line.ts';
import { windowSnapshot } from '../../../../core/snapshot/windows.ts';
import type { LocaleContext } from '../../../../core/i18n/translate.ts';
import { chinese, english, nowMs } from '../../../support/example-states.ts';

const inMinutes = (minutes: number): number => nowMs / 1000 + minutes * 60;
const session = { used_percentage: 37, resets_at: inMinutes(62) };
const week = { used_percentage: 61, resets_at: inMinutes(4_000) };

interface Given {
  readonly model?: string | null;
  readonly asOfMs?: number | null;
  readonly settings?: Partial<Settings>;
  readonly locale?: LocaleContext;
}

function lineOf(limits: unknown, { model = 'Sonnet', asOfMs = null, settings, locale = english }: Given = {}): string {
  const said = parseClaudeStatusLine({ rate_limits: limits }, nowMs);
  const facts = said === null ? noFacts : merge(noFacts, said);
  const windows = judgeWindows(facts.windows, nowMs).map((window) => windowSnapshot(window, []));
  return statusLine({ model, windows, spend: null, asOfMs }, { ...defaultSettings, ...settings }, locale, nowMs);
}

describe('the line for a prompt', () => {
  it('says the model, what is left, and when the shortest limit comes back', () => {
    expect(lineOf({ five_hour: session, seven_day: week })).toBe('Sonnet · 5 hours 63% left · 1h 02m · week 39% left');
  });

  it('says it in the words of the reader and by the settings', () => {
    const settings = { meterShows: 'used', resetShows: 'clock' } as const;
    expect(lineOf({ five_hour: session, seven_day: week }, { settings })).toBe(
      'Sonnet · 5 hours 37% used · 14:02 · week 61% used',
    );
    expect(lineOf({ five_hour: session }, { locale: chinese })).toBe('Sonnet · 5 小时 剩余 63% · 1 小时 02 分');
  });

  it('says when a used-up week comes back, and leaves out what it blocks', () => {
    const usedUp = { ...week, used_percentage: 100 };
    expect(lineOf({ five_hour: session, seven_day: usedUp })).toBe('Sonnet · week used up · 2d 18h');
  });

  it('does not show a figure from before a reset as what is used now', () => {
    const past = { used_percentage: 97, resets_at: inMinutes(-1) };
    expect(lineOf({ five_hour: past })).toBe('Sonnet · 5 hours should be back · checking');
  });

  it('shows the limit of the model that is used, and of no other', () => {
    const scoped = [
      { display_name: 'Opus', utilization: 90, resets_at: null },
      { display_name: 'Sonnet', utilization: 20, resets_at: null },
    ];
    expect(lineOf({ five_hour: session, model_scoped: scoped }, { model: 'Opus 4.5' })).toBe(
      'Opus 4.5 · 5 hours 63% left · 1h 02m · Opus, week 10% left',
    );
  });

  it('says how old figures are that are not of now', () => {
    expect(lineOf({ five_hour: session }, { asOfMs: nowMs - 720_000 })).toBe(
      'Sonnet · 5 hours 63% left · 1h 02m · 12 min old',
    );
  });

  it('unknown is not zero: without figures it says that nothing was measured', () => {
    expect(lineOf(undefined)).toBe('Sonnet · Not measured yet');
    expect(lineOf({ five_hour: null }, { model: null })).toBe('Quota Tray · Not measured yet');
  });
});
