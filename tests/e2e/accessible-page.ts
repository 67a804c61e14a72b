import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Fails with rule and element where a page breaks a rule of axe, contrast included. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  // axe takes what a page cuts off for invisible, also where a person can scroll to it.
  await page.evaluate(() => (document.body.style.overflow = 'visible'));
  // The usual mode judges in a second page, which an Electron app has no way to open.
  const { violations, passes } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  await page.evaluate(() => (document.body.style.overflow = ''));
  // Without the styles of the page nothing could be said of its contrast.
  expect(
    passes.map(({ id }) => id),
    what,
  ).toContain('color-contrast');
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html} ${any.map(({ message }) => message).join(' ')}`),
  );
  expect(found, what).toEqual([]);
}
