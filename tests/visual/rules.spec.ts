import type { Page } from '@playwright/test';
import { expect, open, test } from './support/page.ts';
import { conditionsOf, looks, sizes, tongues } from './support/pairs.ts';
import { expectWholePlaceholders } from './support/rules.ts';
import { panelScreens } from './support/screens.ts';
import { goTo, openPage } from './support/settings-screens.ts';
import { languageTags } from '../../core/i18n/languages.ts';
import { pseudoLanguage } from '../support/pseudo.ts';

/** The height of the panel's usual window, in pixels: the "screen" of the table below. */
const screenPx = 596;
const here = { page: 'panel', look: 'light' } as const;
const wish = (count: number) => ({ count, language: 'en', theme: 'light' }) as const;

const everySection = ['needs-you', 'low', 'usable', 'ready', 'resting', 'unknown'];

/**
 * How many screens the whole list may fill at 380 px, from 60 accounts on with folded sections. Eight are the fullest
 * that have rows of 44 px: four states, four heads.
 */
const mostScreens = [
  [1, 0.6],
  [3, 1],
  [8, 1.2],
  [19, 1.6],
  [60, 1.6],
  [200, 1.6],
] as const;

for (const [count, most] of mostScreens) {
  test(`with ${count} accounts the panel is at most ${most} screens high, and 9 stops of Tab go through it`, async ({
    page,
  }) => {
    const folded = count < 60 ? [] : everySection;
    await open(page, { ...here, wish: { ...wish(count), settings: { folded } }, heightPx: screenPx, size: '380' });
    const heightPx = await page.evaluate(() => {
      const main = document.querySelector('main');
      const content = main?.firstElementChild?.getBoundingClientRect().height ?? 0;
      return content + innerHeight - (main?.clientHeight ?? 0);
    });
    expect(heightPx / screenPx).toBeLessThanOrEqual(most);
    expect(await tabStops(page)).toBeLessThanOrEqual(9);
    if (count !== 8 && count !== 19) return;
    const visible = await page
      .locator('[data-row]')
      .evaluateAll((rows) => rows.filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length);
    expect(visible).toBeGreaterThanOrEqual(count === 8 ? 6 : 7);
  });
}

/** How many elements Tab stops at before it comes around. */
async function tabStops(page: Page): Promise<number> {
  const stops = new Set<string>();
  for (let press = 0; press < 30; press += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return null;
      return [...document.querySelectorAll('*')].indexOf(element);
    });
    if (stop === null || stops.has(String(stop))) return stops.size;
    stops.add(String(stop));
  }
  return stops.size;
}

for (const size of ['320', '380', '900', '200 %'] as const) {
  test(`every control of the list can be reached with the pointer at ${size}`, async ({ page }) => {
    await open(page, { ...here, wish: wish(19), heightPx: 700, size });
    const hidden = await page.locator('button:visible').evaluateAll((buttons) =>
      buttons.flatMap((button) => {
        button.scrollIntoView({ block: 'center' });
        const { left, top, width, height } = button.getBoundingClientRect();
        const hit = document.elementFromPoint(left + Math.min(width / 2, 20), top + height / 2);
        return button.contains(hit) ? [] : [button.outerHTML.slice(0, 120)];
      }),
    );
    expect(hidden).toEqual([]);
  });
}

for (const size of ['320', '900'] as const) {
  test(`no field of the settings cuts off the words in it at ${size}, in any language`, async ({ page }) => {
    for (const language of [...languageTags, pseudoLanguage] as const) {
      await open(page, { page: 'settings', look: 'light', heightPx: 700, size, language });
      await expect(page.getByRole('searchbox')).toHaveCount(1);
      await expectWholePlaceholders(page);
      await goTo('accounts')(page);
      await expect(page.getByRole('searchbox')).toHaveCount(2);
      await expectWholePlaceholders(page);
      await openPage('accounts', 'add')(page);
      await expectWholePlaceholders(page);
      await openPage('accounts', 'account:codex:work')(page);
      await expectWholePlaceholders(page);
    }
  });
}

for (const size of ['320', '900'] as const) {
  test(`the controls of the settings end at one edge at ${size}`, async ({ page }) => {
    await open(page, { page: 'settings', scene: 'alerts', look: 'light', heightPx: 900, size });
    for (const section of ['general', 'alerts', 'money', 'privacy'] as const) {
      await goTo(section)(page);
      const ends = await page.locator('main ul > li').evaluateAll((rows) =>
        rows
          .filter((row) => row.parentElement?.closest('li') === null && row.querySelector('[data-opens]') === null)
          .map((row) =>
            [...row.querySelectorAll('button, input, select, [role="radiogroup"]')].map((each) =>
              each.getBoundingClientRect(),
            ),
          )
          .filter((controls) => controls.length > 0)
          .map((controls) => Math.round(Math.max(...controls.map(({ right }) => right)))),
      );
      expect(ends.length).toBeGreaterThan(2);
      expect(new Set(ends).size, `${section}: ${ends.join(' ')}`).toBe(1);
    }
  });
}

for (const tongue of languageTags) {
  test(`the title of many accounts is whole with large text, in ${tongue}`, async ({ page }) => {
    const many = { count: 60, language: tongue, theme: 'light' } as const;
    await open(page, { ...here, wish: many, heightPx: 700, size: '200 %' });
    const title = page.getByRole('heading', { level: 1 });
    await expect(title).not.toBeEmpty();
    const isCut = await title.evaluate(
      ({ scrollHeight, clientHeight, scrollWidth, clientWidth }) =>
        scrollHeight > clientHeight + 1 || scrollWidth > clientWidth + 1,
    );
    expect(isCut).toBe(false);
    expect(await page.locator('main').evaluate(({ scrollTop }) => scrollTop)).toBe(0);
  });
}

for (const rows of ['rows', 'compact'] as const) {
  for (const size of ['320', '380', '900'] as const) {
    test(`in ${rows} at ${size} no name is cut while its domain is visible, and all bars stand in one column`, async ({
      page,
    }) => {
      await open(page, { ...here, wish: { ...wish(19), settings: { rows } }, heightPx: 1200, size });
      const found = await page.locator('[data-row]').evaluateAll((all) =>
        all.map((row) => {
          const name = row.querySelector('[dir="auto"]');
          const [local, domain] = [...(name?.children ?? [])];
          const isSeen =
            domain !== undefined &&
            getComputedStyle(domain).display !== 'none' &&
            domain.getBoundingClientRect().top < (name?.getBoundingClientRect().bottom ?? 0) - 1;
          const isCut = (each: Element | undefined): boolean =>
            each !== undefined && each.scrollWidth > each.clientWidth + 1;
          return {
            name: local?.textContent ?? '',
            isBad: isSeen && (isCut(local) || isCut(domain)),
            barsAt: row.querySelector('svg[data-look]')?.getBoundingClientRect().left ?? null,
          };
        }),
      );
      expect(found.length).toBeGreaterThan(12);
      expect(found.filter(({ isBad }) => isBad)).toEqual([]);
      expect(new Set(found.flatMap(({ barsAt }) => barsAt ?? [])).size).toBe(1);
    });
  }
}

test('the legend of all accounts is one line of small text at 380', async ({ page }) => {
  await open(page, { ...here, wish: wish(19), heightPx: 700, size: '380' });
  const legend = page.getByRole('toolbar', { name: 'State' });
  expect(await legend.getByRole('button').count()).toBe(5);
  expect((await legend.boundingBox())?.height).toBeLessThanOrEqual(16);
});

test('no text of a card is cut, so that no amount is', async ({ page }) => {
  await open(page, { ...here, wish: wish(3), heightPx: 700, size: '380' });
  const texts = page.locator('article p span');
  expect(await texts.count()).toBeGreaterThan(0);
  const cut = await texts.evaluateAll((all) =>
    all.filter((each) => each.scrollWidth > each.clientWidth + 1).map(({ textContent }) => textContent),
  );
  expect(cut).toEqual([]);
});

test('every two conditions meet on some screen, and each screen meets every look and its sizes', () => {
  const drawn = panelScreens.flatMap((screen, number) => conditionsOf(number, screen));
  const met = (one: string, other: string): boolean =>
    drawn.some(({ look, size, tongue }) => {
      const has = [look, size, tongue] as readonly string[];
      return has.includes(one) && has.includes(other);
    });
  const apart = (all: readonly string[], others: readonly string[]): readonly string[] =>
    all.flatMap((one) => others.filter((other) => !met(one, other)).map((other) => `${one} and ${other}`));
  expect([...apart(looks, sizes), ...apart(looks, tongues), ...apart(sizes, tongues)]).toEqual([]);
});
