import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Fails with rule and element where a page breaks a rule of axe, contrast included. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations, passes } = await new AxeBuilder({ page }).analyze();
  // Without the styles of the page nothing could be said of its contrast
  const hasText = (await page.locator('body').innerText()).trim() !== '';
  if (hasText) expect(passes.map(({ id }) => id)).toContain('color-contrast');
  const found = violations.flatMap(({ id, nodes }) =>
    nodes
      .filter((node) => !isLinkRow(id, node.html))
      .map(({ html, any }) => `${id}: ${html} ${any.map(({ message }) => message).join(' ')}`),
  );
  expect(found).toEqual([]);
}

/** A row that opens a page is one button: its label is its name, and the text below the label describes it. */
function isLinkRow(rule: string, html: string): boolean {
  return rule === 'label-content-name-mismatch' && html.includes('data-opens=');
}
