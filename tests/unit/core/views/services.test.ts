import { describe, expect, it } from 'vitest';
import { allProviders } from '../../../../core/providers/registry.ts';
import { addableProviders, serviceHints } from '../../../../core/views/services.ts';
import { serviceSigns } from '../../../../renderer/settings/service-signs.ts';
import { localeIn } from '../../../support/locale.ts';

const english = localeIn('en', 'en-US');
const providers = await allProviders();

describe('the services to add', () => {
  it('each have a sign of their own, and no sign is left over', () => {
    const ids = addableProviders(providers, english).map(({ id }) => id);
    expect(Object.keys(serviceSigns).sort()).toEqual([...ids].sort());
    expect(new Set(Object.values(serviceSigns)).size).toBe(ids.length);
  });
});

describe('the hints of a search', () => {
  const hintsFor = (words: string): readonly string[] =>
    serviceHints(providers, english)
      .filter(({ searched }) => searched.includes(words))
      .map(({ text }) => text);

  it.each([
    ['chatgpt', 'Codex needs no key. Run `codex login` in a terminal, and the account appears by itself.'],
    ['cursor', 'Cursor needs no key. Sign in to Cursor, and then look under “Found on this computer”.'],
    ['gemini', 'Gemini Code Assist needs no key. Sign in to Gemini CLI, and then look under “Found on this computer”.'],
  ])('say what to do for %s', (words, sentence) => {
    expect(hintsFor(words)).toContain(sentence);
  });

  it('name the tool before the website that is left out', () => {
    expect(hintsFor('claude').map((text) => text.split(' ')[0])).toEqual(['Claude', 'claude.ai']);
  });

  it('name every service that no key adds', () => {
    const unnamed = providers.filter(({ key, id }) => key === undefined && hintsFor(id).length === 0);
    expect(unnamed).toEqual([]);
  });
});
