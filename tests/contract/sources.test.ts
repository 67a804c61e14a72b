import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { providers } from '../../core/providers/registry.ts';
import { sources } from '../../core/usage/fact.ts';
import { claudeTool } from '../../core/providers/claude/provider.ts';
import { codexTool } from '../../core/providers/codex/provider.ts';
import english from '../../core/i18n/locales/renderer.en.json' with { type: 'json' };

const page = readFileSync('docs/sources.md', 'utf8');
const rows = (name: string): readonly string[] =>
  page.split('\n').filter((line) => line.startsWith(`| ${name}`) || line.startsWith(`| \`${name}\``));

describe('the page about the sources', () => {
  it('has one row for each source that a figure can name', () => {
    expect(sources.map((source) => [source, rows(source).length])).toEqual(sources.map((source) => [source, 1]));
  });

  it('names each setting by its label', () => {
    const labels = ['ask-codex', 'ask-codex-tool', 'ask-claude', 'ask-claude-tool'] as const;
    for (const label of labels) expect(page).toContain(`*${english[`ui.set.${label}.label`]}*`);
  });

  it('says how often the services of the tools are asked', () => {
    const minutes = (provider: 'codex' | 'claude'): number =>
      (providers[provider].endpoints['usage']?.pollInterval.defaultMs ?? 0) / 60_000;
    expect(rows('OpenAI')[0]).toContain(`every ${minutes('codex')} minutes`);
    expect(rows('Anthropic')[0]).toContain(`every ${minutes('claude')} minutes`);
  });

  it('says when each tool is asked', () => {
    expect([codexTool.question?.when, rows('Codex command line')[0]]).toEqual([
      'every-poll',
      expect.stringContaining('first at each poll'),
    ]);
    expect([claudeTool.question?.when, rows('Claude Code')[0]]).toEqual([
      'on-occasion',
      expect.stringContaining('after a start, after sleep'),
    ]);
  });
});
