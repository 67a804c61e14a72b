import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Fails with rule and element where a page breaks a rule of axe, contrast included. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations, passes } = await new AxeBuilder({ page }).analyze();
  // Without the styles of the page nothing could be said of its contrast
  const hasText = (await page.locator('body').innerText()).trim() !== '';
  if (hasText) expect(passes.map(({ id }) => id)).toContain('color-contrast');
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any }) => `${id}: ${html} ${any.map(({ message }) => message).join(' ')}`),
  );
  expect(found).toEqual([]);
}
