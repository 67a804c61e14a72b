import { act, screen } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { Appearance } from '../../core/views/panel.ts';
import type { Bridge } from '../../core/ipc/contract.ts';
import { addTexts, hasTexts, translateInto } from '../../renderer/i18n/catalogue.ts';
import { firstTexts } from '../../renderer/hooks/page-texts.ts';
import { examplePanel } from '../support/example-views.ts';
import { fakeBridge } from '../support/fake-bridge.ts';
import { pageTexts } from '../support/page-texts.ts';
import { renderPanel } from '../support/render-window.tsx';

function inLanguage(appearance: Appearance, version = 8) {
  return { ...examplePanel, version, appearance };
}

const chinese = { language: 'zh-Hans', theme: 'system' } as const;

beforeEach(() => addTexts({ language: 'en', texts: null }));

it('an English page asks for no texts', async () => {
  let asked = 0;
  const bridge = fakeBridge();
  const getTexts: Bridge['getTexts'] = () => ((asked += 1), bridge.getTexts());
  await renderPanel({ ...bridge, getTexts });
  // Once before it is drawn, which the preload answers.
  expect(asked).toBe(1);
});

it('keeps the language that it has until the texts of the next one are there', async () => {
  const bridge = fakeBridge();
  await pageTexts('zh-Hans');
  let arrive = (): void => undefined;
  const getTexts: Bridge['getTexts'] = async () => {
    await new Promise<void>((resolve) => (arrive = resolve));
    return bridge.getTexts();
  };
  const late = { ...bridge, getTexts };
  setTimeout(() => arrive(), 0);
  await renderPanel(late);
  act(() => bridge.pushPanel(inLanguage(chinese)));
  expect(screen.getByRole('button', { name: 'More' })).toBeDefined();
  await act(async () => arrive());
  expect(await screen.findByRole('button', { name: '更多' })).toBeDefined();
});

it('stays readable when the texts cannot be had', async () => {
  const bridge = fakeBridge();
  let asked = 0;
  const getTexts: Bridge['getTexts'] = async () => ((asked += 1), { ok: false, error: { code: 'E_FAULT' } });
  await renderPanel({ ...bridge, getTexts });
  act(() => bridge.pushPanel(inLanguage({ ...chinese, language: 'xx' })));
  expect(await screen.findByRole('button', { name: 'More' })).toBeDefined();
  expect(asked).toBe(2);
});

it('is written from right to left where the view says so, and back again', async () => {
  const { bridge } = await renderPanel();
  expect(document.documentElement.dir).toBe('ltr');
  act(() => bridge.pushPanel(inLanguage({ language: 'ar', direction: 'rtl', theme: 'system' })));
  expect(document.documentElement).toMatchObject({ dir: 'rtl', lang: 'ar' });
  act(() => bridge.pushPanel(inLanguage({ language: 'en', theme: 'system' }, 9)));
  expect(document.documentElement).toMatchObject({ dir: 'ltr', lang: 'en' });
});

it('holds the texts of one language beside English', async () => {
  addTexts({ language: 'xx', texts: { 'ui.panel.title': 'XX' } });
  const bridge = fakeBridge({ panel: { ok: true, value: inLanguage(chinese) } });
  // On a busy computer the texts are late, and then the page asks for them once more.
  await expect
    .poll(async () => {
      await firstTexts(bridge);
      return ['en', 'xx', 'zh-Hans'].map(hasTexts);
    })
    .toEqual([true, false, true]);
});

it('isolates each value once, so that a value of several isolates keeps the direction of the sentence', () => {
  addTexts({ language: 'ar', texts: { 'ui.text.pair': '{{first}}، {{second}}' } });
  const t = translateInto('ar', { direction: 'rtl' });
  const limit = '\u2068Opus\u2069، \u2068أسبوعي\u2069';
  expect(t('ui.text.pair', { first: limit, second: 'home' })).toBe(`${limit}، \u2068home\u2069`);
});
