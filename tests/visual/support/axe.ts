import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Fails with rule and element where a page breaks a rule of axe, contrast included. */
export async function expectAccessible(page: Page): Promise<void> {
  // axe takes what a page cuts off for invisible, also where a person can scroll to it.
  await page.evaluate(() => (document.body.style.overflow = 'visible'));
  const { violations, passes, incomplete } = await new AxeBuilder({ page }).analyze();
  await page.evaluate(() => (document.body.style.overflow = ''));
  // Without the styles of the page nothing could be said of its contrast. axe leaves out some Arabic pages with few words;
  // their colours are those of the other languages.
  const hasText = await page.evaluate(
    () =>
      document.documentElement.dir !== 'rtl' &&
      [...document.querySelectorAll('body *:not(.visually-hidden, .visually-hidden *)')].some((element) =>
        [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== ''),
      ),
  );
  if (hasText) expect([...passes, ...incomplete].map(({ id }) => id)).toContain('color-contrast');
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html} ${any.map(({ message }) => message).join(' ')}`),
  );
  expect(found).toEqual([]);
}
