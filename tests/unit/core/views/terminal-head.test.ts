import { describe, expect, it } from 'vitest';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import type { Snapshot } from '../../../../core/snapshot/schema.ts';
import { terminalView } from '../../../../core/views/terminal.ts';
import { compactTerminal } from '../../../../core/views/terminal-head.ts';
import { accountWith } from '../../../support/example-limits.ts';
import { english, nowMs } from '../../../support/example-states.ts';

const back = { code: 'weekly-used-up', until: '2026-03-02T14:35:00.000Z', text: 'Used up.' } as const;
const accounts = [
  accountWith('home', { session: { left: 72 }, weekly: { left: 52, resetsInHours: 64 } }),
  accountWith('release', { weekly: { left: 0 } }, { use: 'exhausted', blockedReason: back }),
  accountWith('studio', { session: { left: 4, resetsInHours: 1 }, weekly: { left: 62 } }),
  accountWith('writing', { weekly: { left: 92 } }),
];
const snapshot: Snapshot = {
  schemaVersion: 1,
  generatedAt: new Date(nowMs).toISOString(),
  pool: {
    accounts: { total: 4, active: 3, exhausted: 1, unknown: 0 },
    credits: null,
    mostUsed: null,
    money: [],
    parts: [],
  },
  nextUp: { accountId: 'codex:home', reason: null, command: null },
  accounts: accounts,
};

function compactLines(change: Partial<Settings> = {}, columns: number | null = null): readonly string[] {
  return compactTerminal(snapshot, { ...defaultSettings, ...change }, english, nowMs, columns).split('\n');
}

describe('the terminal', () => {
  it('begins with how many are ready, which to use next and who is back next', () => {
    expect(terminalView(snapshot, defaultSettings, english, nowMs).split('\n').slice(0, 3)).toEqual([
      '3 of 4 ready',
      'Next up: home · week 52% · 5 hours 72%',
      'Back next: release 14:35',
    ]);
  });

  it('has the sections of the panel, in the same order', () => {
    const lines = terminalView(snapshot, defaultSettings, english, nowMs).split('\n');
    expect(lines.filter((line) => /^(Running low|Enough left|Used up) \(\d\)$/.test(line))).toEqual([
      'Running low (1)',
      'Enough left (2)',
      'Used up (1)',
    ]);
  });

  it('has no headings for fewer than four accounts', () => {
    const few = { ...snapshot, accounts: accounts.slice(0, 3) };
    expect(terminalView(few, defaultSettings, english, nowMs)).not.toContain('(1)');
  });

  it('counts hidden accounts at the end', () => {
    const text = terminalView(snapshot, { ...defaultSettings, hidden: ['codex:release'] }, english, nowMs);
    expect(text.split('\n').at(-1)).toBe('1 hidden');
    expect(text).not.toContain('release');
  });

  it('has one line for each account when that is wanted', () => {
    expect(compactLines()).toEqual([
      ...['3 of 4 ready', 'Next up: home · week 52% · 5 hours 72%', 'Back next: release 14:35', ''],
      ...['Running low (1)', '    4%  studio   5 hours · Pro · 1h 00m', ''],
      ...['Enough left (2)', '   92%  writing  week · Pro · 3d 12h', '   52%  home     week · Pro · 2d 16h', ''],
      ...['Used up (1)', '1h 35m  release  week used up · 14:35'],
    ]);
  });

  it('cuts these lines where the terminal is narrow, and never in a pipe', () => {
    expect(
      Math.max(
        ...compactLines({}, 30)
          .slice(4)
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(30);
  });
});
