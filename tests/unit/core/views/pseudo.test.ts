import { describe, expect, it } from 'vitest';
import type { AccountState } from '../../../../core/accounts/account-state.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { panelView } from '../../../../core/views/panel.ts';
import { terminalView } from '../../../../core/views/terminal.ts';
import { trayView } from '../../../../core/views/tray.ts';
import { menuTexts } from '../../../support/menu-texts.ts';
import { nowMs } from '../../../support/example-states.ts';
import { openAndBlockedRows, reasonRows } from '../../../support/judged-accounts.ts';
import { pseudoLocale } from '../../../support/locale.ts';
import { accountOf, pageOf } from '../../../support/money-states.ts';
import { pseudoFault } from '../../../support/pseudo.ts';

const locale = pseudoLocale();
const rows = [...openAndBlockedRows, ...reasonRows];

/** Names and codes of the examples, and what `Intl` writes in English. */
const given =
  /^(?:Codex|Claude(?: Code)?|OpenRouter|DeepSeek|Moonshot|Kimi|[a-z]+:[\w-]+|codex|work|fixture|Cx|Cl|OR|Paid|Astra|login|left|used|countdown|[\w.-]+@[\w.-]+|Pro|Max.*|Team|Opus|Sonnet|GPT.*|Spark|(?:US|CA|A)\$[\d.,]+|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|am|pm|[\d:,.%<>≈$€£¥\s])+)$/;

function isGiven(part: string): boolean {
  return part.split(' ').every((word) => given.test(word) || !/\p{L}/u.test(word));
}

/** The texts of a view that people read: every text but ids, states, colours and commands. */
function textsIn(value: unknown, name = ''): readonly string[] {
  if (typeof value === 'string')
    return /^(?:id|.*Id|provider|tone|kind|standing|look|level|state|code|theme|language|numbers|do|command|search|.*Tone|.*At|form)$/.test(
      name,
    )
      ? []
      : [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => textsIn(each, Number.isNaN(Number(key)) ? key : name));
}

/** A sentence of the menu may be broken into several rows, and the first of them has the bracket. */
function isTranslated(text: string): boolean {
  return text.includes('⟦');
}

function isWhole(text: string): boolean {
  return text.split('⟦').length === text.split('⟧').length && !/^[^⟦]*⟧/.test(text);
}

function faultsIn(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => {
    const fault = pseudoFault(text, isGiven);
    return fault === null ? [] : [`${fault}: ${text}`];
  });
}

const around = { version: 1, appearance: { language: 'en', theme: 'system' }, banners: [], refreshing: false } as const;

describe('no view has a text of its own, or one put together from others', () => {
  it.each(rows)('$name', ({ state }) => {
    const states: readonly AccountState[] = [state];
    const snapshot = buildSnapshot(states, defaultSettings, locale, nowMs);
    const tray = trayView(snapshot, defaultSettings, locale, nowMs);
    const panel = panelView(snapshot, defaultSettings, locale, around, nowMs);
    const page = pageOf(accountOf(state, {}, locale), state, {}, locale);
    const texts = [
      ...menuTexts(tray.rows).filter(isTranslated),
      ...tray.tooltip.split('\n'),
      ...textsIn(panel),
      ...textsIn(page),
    ];
    expect(faultsIn(texts.filter(isWhole))).toEqual([]);
    expect(terminalView(snapshot, defaultSettings, locale, nowMs)).toContain('⟦');
  });
});
