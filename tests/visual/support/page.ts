import { existsSync } from 'node:fs';
import { test as base, expect, type Page } from '@playwright/test';
import { languageTags, type LanguageTag } from '../../../core/i18n/languages.ts';
import { pseudoLanguage } from '../../support/pseudo.ts';
import { nowMs } from '../../unit/demo/demo-reading.ts';
import { chromiumPath } from './browser.ts';
import { givenSettings } from './given-settings.ts';
import { type GivenApp, givenApp, type Wish } from './given.ts';
import type { Look, Size, Tongue } from './pairs.ts';

export { expect } from '@playwright/test';

/** A test of a page of the gallery in Chromium. An error in the page fails it. */
export const test = base.extend<{ readonly faults: string[] }>({
  faults: [
    async ({ page }, use) => {
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') faults.push(message.text());
      });
      await use(faults);
      expect(faults, 'errors of the page').toEqual([]);
    },
    { auto: true },
  ],
});

test.skip(!existsSync(chromiumPath), `there is no ${chromiumPath}: install the Debian package chromium`);

/** Returns the language of a picture; English for one that the app does not have. */
export function languageFor(tongue: Tongue): LanguageTag {
  return languageTags.find((tag) => tag === tongue) ?? 'en';
}

interface Screen {
  readonly page: 'panel' | 'settings';
  /** A scene of the gallery instead of the accounts of the demo. */
  readonly scene?: string | undefined;
  readonly wish?: Wish | undefined;
  readonly more?: Partial<GivenApp['app']> | undefined;
  /** The language of a scene; a wish names its own. */
  readonly language?: LanguageTag | typeof pseudoLanguage;
  readonly heightPx: number;
  readonly look: Look;
  readonly size: Size;
}

/** Opens a page of the gallery under its conditions, with a clock that stands still. */
export async function open(page: Page, screen: Screen): Promise<GivenApp | null> {
  const { look, size, heightPx } = screen;
  // Text at 200 % in a window that cannot grow with it: the page gets half of 380 px.
  const widthPx = size === '200 %' ? 190 : Number(size);
  await page.setViewportSize({ width: widthPx, height: size === '200 %' ? Math.round(heightPx / 2) : heightPx });
  await page.emulateMedia({
    colorScheme: look.includes('dark') ? 'dark' : 'light',
    contrast: look.startsWith('more contrast') ? 'more' : 'no-preference',
    forcedColors: look === 'forced colours' ? 'active' : 'none',
    reducedMotion: 'reduce',
  });
  await page.clock.setFixedTime(nowMs);
  const given = screen.wish === undefined ? null : await givenApp(screen.wish);
  if (given !== null) {
    const whole: GivenApp = { ...given, app: { ...given.app, ...screen.more } };
    await page.addInitScript((app) => Object.assign(window, { quotaTrayGiven: app }), whole);
  }
  if (screen.page === 'settings') {
    const language = screen.language === undefined || screen.language === pseudoLanguage ? 'en' : screen.language;
    const lists = await givenSettings(language, screen.scene === 'euro' ? 'EUR' : 'USD');
    await page.addInitScript((view) => Object.assign(window, { quotaTraySettings: view }), lists);
  }
  const site = process.env['QUOTA_TRAY_GALLERY'] ?? '';
  const language = screen.language === undefined ? '' : `&language=${screen.language}`;
  await page.goto(`${site}/${screen.page}.html?scene=${screen.scene ?? 'nineteen'}${language}`);
  await page.locator('main').first().waitFor();
  await page.evaluate(() => document.fonts.ready);
  return given;
}

/**
 * Takes the caret away from a text field that has the focus, for a picture. Playwright makes it transparent, which forced
 * colours undo, and then it blinks. A field that cannot be changed has none, and looks the same.
 */
export async function hideCaret(page: Page): Promise<void> {
  await page.evaluate(() => {
    const { activeElement } = document;
    if (activeElement instanceof HTMLInputElement || activeElement instanceof HTMLTextAreaElement)
      activeElement.readOnly = true;
  });
}
