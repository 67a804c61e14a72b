import { readFileSync } from 'node:fs';

import { inDirection } from '../../core/i18n/direction.ts';
import { languages } from '../../core/i18n/languages.ts';
import { expect, test } from './fixtures.ts';
import { codexSays, quietDay, signInToCodex } from './people.ts';
import { goTo } from './settings-page.ts';
import { waitForRow } from './tray-text.ts';

const words = (tag: string): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(new URL(`../../core/i18n/locales/${tag}.json`, import.meta.url), 'utf8')) as Record<
    string,
    string
  >;

test('each language is spoken at once everywhere, in its direction, and nothing overflows', async ({
  place,
  upstream,
  tray,
  launch,
}) => {
  codexSays(upstream, quietDay);
  await signInToCodex(place, upstream);
  const app = await launch();
  await tray.waitForItem();
  await waitForRow(tray, 'Quit');
  const settings = await app.open('settings');
  const panel = await app.open('panel');
  await goTo(settings, 'General');
  const overflowOf = (page: typeof panel): Promise<number> =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const choice = settings.locator('select').filter({ has: settings.locator('option[value="zh-Hans"]') });

  for (const { tag, direction } of languages.toReversed()) {
    await choice.selectOption(tag);
    const texts = words(tag);
    await waitForRow(tray, inDirection(texts['menu.quit'] ?? '', { language: tag }));
    for (const page of [settings, panel]) {
      await expect(page.locator('html')).toHaveAttribute('lang', tag);
      await expect(page.locator('html')).toHaveAttribute('dir', direction);
      await expect.poll(() => overflowOf(page), tag).toBeLessThanOrEqual(0);
    }
  }
});
