import { render, waitFor } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';
import { loadPages } from '../../renderer/panel/LaterPage.tsx';
import { loadFurtherParts } from '../../renderer/settings/later.ts';
import { PanelApp } from '../../renderer/panel/Panel.tsx';
import { SettingsApp } from '../../renderer/settings/SettingsPage.tsx';
import type { FakeBridge } from '../support/fake-bridge.ts';
import { pageTexts } from '../support/page-texts.ts';
import { scenes, sceneBridge } from '../support/preview/scenes.ts';
import { pseudoFault, pseudoLanguage } from '../support/pseudo.ts';
import { textsOf } from '../support/render-window.tsx';

const readAttributes = [
  'aria-label',
  'title',
  'placeholder',
  'alt',
  'aria-roledescription',
  'aria-description',
  'aria-valuetext',
];

/** A text without the marks that only say where a line may break. */
function unmarked(text: string): string {
  return text.replaceAll('\u00a0', ' ').replaceAll(/[\u2060\u2066\u2069]/g, '');
}

/** Every text of the page that a person reads or hears. */
function textsOfPage(): readonly string[] {
  const texts: string[] = [document.title];
  // A place where a line may end is no end of a text
  const body = document.body.cloneNode(true) as HTMLElement;
  for (const place of body.querySelectorAll('wbr')) place.remove();
  body.normalize();
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (!['STYLE', 'SCRIPT', 'TEXTAREA', 'KBD', 'CODE'].includes(node.parentElement?.tagName ?? ''))
      texts.push(unmarked(node.nodeValue ?? ''));
  }
  for (const element of document.body.querySelectorAll('*')) {
    for (const name of readAttributes) texts.push(element.getAttribute(name) ?? '');
  }
  return [...new Set(texts)];
}

/** Every text of the views and answers, which the page shows and does not make. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [unmarked(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

const datesOfIntl =
  /^(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?|\d{1,2} [A-Z][a-z]{2,8}|[A-Z][a-z]{2,8} \d{1,2}|AM|PM|am|pm|[\d:,. ]+)+$/;

/** Names of products, keys and units, the same in every language. */
const sameEverywhere = /^(?:Quota Tray|Codex|Claude(?: Code)?|Ctrl|Alt|Shift|Enter|Esc|F\d+|[A-Z])$/;

/** Texts of the page that no catalogue has, or that were put together from several. */
function faultsOfPage(given: readonly string[]): readonly string[] {
  const known = new Set(given.map((text) => text.trim()));
  const isGiven = (part: string): boolean =>
    known.has(part) ||
    datesOfIntl.test(part) ||
    sameEverywhere.test(part) ||
    given.some((text) => text.startsWith(part) || text.endsWith(part) || (text.includes('`') && text.includes(part)));
  return textsOfPage()
    .map(unmarked)
    .flatMap((text) => {
      const fault = pseudoFault(text, isGiven);
      return fault === null ? [] : [`${fault}: ${text.trim()}`];
    });
}

/** The scene in the pseudo-locale. Its texts come, even where the views do not. */
function inPseudoLocale(scene: FakeBridge): FakeBridge {
  const bridge = { ...scene, getTexts: async () => ({ ok: true, value: await pageTexts(pseudoLanguage) }) as const };
  const { panel, settings } = bridge.app;
  const appearance = { language: pseudoLanguage, theme: 'system' } as const;
  if (panel.ok) bridge.app.panel = { ok: true, value: { ...panel.value, appearance } };
  if (settings.ok) bridge.app.settings = { ok: true, value: { ...settings.value, appearance } };
  return bridge;
}

/** The bridge, and all texts of its answers so far. */
function recorded(bridge: FakeBridge, texts: string[]): FakeBridge {
  texts.push(...textsIn(bridge.app));
  return new Proxy(bridge, {
    get: (target, name, receiver) => {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function' || name === 'getTexts') return member;
      return (...given: unknown[]): unknown => {
        const answer: unknown = Reflect.apply(member, target, given);
        if (answer instanceof Promise) void answer.then((value) => texts.push(...textsIn(value)));
        return answer;
      };
    },
  });
}

async function settled(): Promise<void> {
  await waitFor(() => expect(document.querySelector('main, [role="main"]')).not.toBeNull());
  await new Promise((resolve) => setTimeout(resolve, 0));
}

/** Opens the pages of the panel by their keys, and returns what is wrong on them. */
async function faultsOfPages(given: readonly string[], user: UserEvent): Promise<readonly string[]> {
  const faults: string[] = [];
  const opened = new Set<string>();
  const press = async (keys: string): Promise<void> => {
    if (keys !== '{Escape}') document.querySelector<HTMLElement>('[data-key*=":"]')?.focus();
    await user.keyboard(keys);
    await settled();
    opened.add(document.querySelector('[data-page] h2')?.textContent ?? '');
    faults.push(...faultsOfPage(given));
  };
  for (const keys of [
    '?',
    '{Escape}',
    '{ArrowDown}{Enter}',
    '{Escape}',
    '{Control>}{Shift>}c{/Shift}{/Control}',
    '{Escape}',
  ])
    await press(keys);
  for (const button of [...document.querySelectorAll<HTMLElement>('header button')]) {
    await user.click(button);
    await settled();
    faults.push(...faultsOfPage(given));
    await press('{Escape}');
  }
  expect(opened.size).toBeGreaterThan(2);
  return faults;
}

const named = Object.keys(scenes).filter((name) => !name.includes('zh') && name !== 'many');

describe('no page has a text of its own, or one put together from others', () => {
  it.each(named.filter((name) => scenes[name]?.page === 'panel'))('panel, scene %s', async (name) => {
    const given: string[] = [];
    const bridge = recorded(inPseudoLocale(sceneBridge(name)), given);
    await Promise.all([textsOf(bridge), loadPages(), loadFurtherParts()]);
    render(<PanelApp bridge={bridge} />);
    await settled();
    expect(faultsOfPage(given)).toEqual([]);
  });

  it.each(['rich', 'three', 'nineteen'])('the pages of the panel, scene %s', async (name) => {
    const given: string[] = [];
    const bridge = recorded(inPseudoLocale(sceneBridge(name)), given);
    await Promise.all([textsOf(bridge), loadPages(), loadFurtherParts()]);
    render(<PanelApp bridge={bridge} />);
    await settled();
    expect([...new Set(await faultsOfPages(given, userEvent.setup()))]).toEqual([]);
  });

  it.each(['rich', 'alerts', 'notices', 'euro', 'warmups', 'failed'])('settings, scene %s', async (name) => {
    const bridge = inPseudoLocale(sceneBridge(name));
    await textsOf(bridge);
    render(<SettingsApp bridge={bridge} />);
    await settled();
    const user = userEvent.setup();
    const given = textsIn(bridge.app);
    const faults = new Set(faultsOfPage(given));
    for (const button of document.querySelectorAll<HTMLElement>('nav button, nav a, [role="tab"]')) {
      await user.click(button);
      await settled();
      for (const fault of faultsOfPage(given)) faults.add(fault);
    }
    expect([...faults]).toEqual([]);
  });
});
