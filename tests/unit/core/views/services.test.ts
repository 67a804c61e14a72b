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

describe('what a service needs', () => {
  it.each([
    ['openai-compatible', 'Shows limits, a balance, spending, sessions. You need: API key, address of the service.'],
    ['deepseek', 'Shows a balance.'],
    ['xai', 'You need: management key, Team ID.'],
    ['relay', 'Shows limits. You need: Install ID, address of the service. A key is optional.'],
  ])('%s: a plain API key goes without saying, an address of its own does not', (wanted, sentence) => {
    const found = addableProviders(providers, english).find(({ id }) => id === wanted);
    expect(found?.about).toContain(sentence);
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
    expect(hintsFor('claude').map((text) => text.includes('claude.ai'))).toEqual([false, true]);
  });

  it('name every service that no key adds', () => {
    const unnamed = providers.filter(({ key, id }) => key === undefined && hintsFor(id).length === 0);
    expect(unnamed).toEqual([]);
  });
});
