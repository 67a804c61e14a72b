import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { keyCap } from '../../../renderer/components/key-cap.ts';
import type { UiKey } from '../../../renderer/i18n/catalogue.ts';
import { keyCaps } from '../../../renderer/settings/accelerator.ts';

type Texts = Readonly<Record<string, string>>;

function textsOf(language: string): (key: UiKey) => string {
  const file = new URL(`../../../core/i18n/locales/renderer.${language}.json`, import.meta.url);
  const texts = JSON.parse(readFileSync(file, 'utf8')) as Texts;
  return (key) => texts[key] ?? '';
}

it.each([
  ['en', ['Ctrl', 'Shift', 'Page Up']],
  ['de', ['Strg', 'Umschalt', 'Bild auf']],
  ['fr', ['Ctrl', 'Maj', 'Pg préc']],
  ['es', ['Ctrl', 'Mayús', 'Re Pág']],
] as const)('a shortcut has the names of a keyboard in %s', (language, caps) => {
  expect(keyCaps('Control+Shift+PageUp', 'linux', textsOf(language))).toEqual(caps);
});

it('macOS keeps its signs in every language', () => {
  expect(keyCaps('Control+Shift+Q', 'darwin', textsOf('de'))).toEqual(['⌃', '⇧', 'Q']);
});

it('a letter or a sign stays as it is', () => {
  expect(['Q', '→', '?', 'F5'].map((key) => keyCap(key, textsOf('de')))).toEqual(['Q', '→', '?', 'F5']);
});
