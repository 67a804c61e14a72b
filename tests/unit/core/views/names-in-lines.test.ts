import { describe, expect, it } from 'vitest';
import { readClaudeUsage } from '../../../../core/providers/claude/usage.ts';
import { noFacts } from '../../../../core/usage/facts.ts';
import { merge } from '../../../../core/usage/merge.ts';
import { newEndpoint, started, succeeded } from '../../../../core/polling/endpoint.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { buildSnapshot } from '../../../../core/snapshot/build.ts';
import { terminalView } from '../../../../core/views/terminal.ts';
import { trayView } from '../../../../core/views/tray.ts';
import { english } from '../../../support/example-states.ts';
import { accountOf, fixtureTimeMs } from '../../../support/provider-fixtures.ts';
import { observed } from '../../../support/readings.ts';

const atMs = fixtureTimeMs;
const hebrew = 'מודל';

function snapshotOf(modelName: string, label: string) {
  const limit = { kind: 'weekly_scoped', percent: 12, scope: { model: { display_name: modelName } } };
  const facts = merge(noFacts, observed(readClaudeUsage({ limits: [limit] }, atMs)));
  const usage = succeeded(started(newEndpoint(atMs), atMs), atMs + 300_000);
  const account = { ...accountOf('claude', 'https://service.example'), label };
  return buildSnapshot(
    [{ account, facts, endpoints: { usage }, oddPaths: [], offer: null }],
    defaultSettings,
    english,
    atMs,
  );
}

describe('names from outside in lines of text', () => {
  it('drive no terminal and forge no line of another account', () => {
    const snapshot = snapshotOf('Fable\nother@example.org · Fresh\u001B]52;c;ZXZpbA==\u0007\u001B[2J\u202E', 'work');
    const text = terminalView(snapshot, defaultSettings, english, atMs);
    expect(text).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E]/);
    expect(text).not.toContain('ZXZpbA');
    expect(text.split('\n').filter((line) => line.startsWith('other@'))).toEqual([]);
  });

  it('are isolated where they run from right to left, in the terminal and in the menu', () => {
    const snapshot = snapshotOf(hebrew, hebrew);
    const shown = `\u2068${hebrew}\u2069`;
    const tray = trayView(snapshot, defaultSettings, english, atMs);
    for (const text of [terminalView(snapshot, defaultSettings, english, atMs), JSON.stringify(tray)]) {
      expect(text).toContain(shown);
      expect(text.replaceAll(shown, '')).not.toContain(hebrew);
    }
  });

  it('stand as they are everywhere else', () => {
    expect(terminalView(snapshotOf('Fable', 'work'), defaultSettings, english, atMs)).not.toMatch(/[\u2066-\u2069]/);
  });
});
