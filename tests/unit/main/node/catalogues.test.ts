import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { languageTags } from '../../../../core/i18n/languages.ts';
import { defaultSettings } from '../../../../core/settings/settings.ts';
import { readCatalogue, readPageCatalogue } from '../../../../main/node/catalogues.ts';
import { createLocaleContext } from '../../../../main/node/locale-context.ts';
import { systemIn } from '../../../support/locale.ts';

vi.mock('node:fs', { spy: true });

afterEach(() => vi.resetAllMocks());

function filesRead(): readonly string[] {
  return vi.mocked(readFileSync).mock.calls.map(([file]) => String(file).split('/').at(-1) ?? '');
}

describe('the catalogues of the main process', () => {
  it.each(languageTags)('%s has texts for the app and for its pages', (tag) => {
    expect(Object.keys(readCatalogue(tag)).length).toBeGreaterThan(500);
    expect(Object.keys(readPageCatalogue(tag)).length).toBeGreaterThan(100);
  });

  it('are the one of the language in use and English, and no other is read', () => {
    createLocaleContext(defaultSettings, systemIn('en-US'), 'UTC');
    vi.mocked(readFileSync).mockClear();
    const chinese = createLocaleContext(defaultSettings, systemIn('zh-CN'), 'UTC');
    expect(chinese.t('credits.name')).toBe('积分');
    expect(filesRead()).toEqual(['zh-Hans.json']);
    createLocaleContext(defaultSettings, systemIn('en-US'), 'UTC');
    expect(filesRead()).toHaveLength(1);
  });

  it('that cannot be read leave the texts in English, and a line in the log says so', () => {
    createLocaleContext(defaultSettings, systemIn('en-US'), 'UTC');
    vi.mocked(readFileSync).mockReturnValue('{"torn":');
    const lines: string[] = [];
    const locale = createLocaleContext(defaultSettings, systemIn('zh-CN'), 'UTC', (line) => lines.push(line));
    expect(locale).toMatchObject({ language: 'en' });
    expect(locale.t('credits.name')).toBe('Credits');
    expect(lines).toEqual([expect.stringContaining('zh-Hans')]);
  });
});
