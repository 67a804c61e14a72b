import { expectFit, expectOneNameEach } from './support/rules.ts';
import { expectAccessible } from './support/axe.ts';
import { whyNotCompared } from './support/browser.ts';
import { expect, hideCaret, languageFor, open, test } from './support/page.ts';
import { conditionsOf } from './support/pairs.ts';
import { panelScreens } from './support/screens.ts';
import { settingsScreens } from './support/settings-screens.ts';

const whyNot = whyNotCompared();

for (const [number, screen] of [...panelScreens, ...settingsScreens].entries()) {
  for (const { look, size, tongue } of conditionsOf(number, screen)) {
    test(`${screen.name} in ${look}, ${size}, ${tongue}`, async ({ page }) => {
      const theme = look.includes('dark') ? 'dark' : look === 'forced colours' ? 'system' : 'light';
      const { count, scene, settings, opened, banners, more } = screen;
      const wish = { language: languageFor(tongue), theme, settings, opened, banners } as const;
      const given = await open(page, {
        ...{ page: screen.page ?? 'panel', scene, more, look, size, heightPx: screen.heightPx ?? 760 },
        language: languageFor(tongue),
        wish: count === undefined ? undefined : { ...wish, count },
      });
      await screen.prepare?.(page, Object.keys(given?.accountPages ?? {})[0] ?? null);
      await expectFit(page);
      await expectOneNameEach(page);
      await expectAccessible(page);
      await hideCaret(page);
      const file = [screen.name, look.replaceAll(/[ ,]+/g, '-'), size.replace(' %', ''), tongue].join('-');
      if (whyNot === null || test.info().config.updateSnapshots === 'all')
        await expect(page).toHaveScreenshot(`${file}.png`);
    });
  }
}

test('the pictures are compared in the browser and with the fonts that made them', () => {
  test.skip(whyNot !== null, whyNot ?? '');
  expect(whyNot).toBeNull();
});
