import type { Locator, Page } from '@playwright/test';

/** Opens the page of an account in the panel, if it is not open yet, and returns it. */
export async function accountPage(panel: Page, name: string): Promise<Locator> {
  const page = panel.getByRole('region', { name, exact: true });
  if (await page.isVisible()) return page;
  const back = panel.getByRole('button', { name: /^(Back to all accounts|返回所有账号)$/ });
  if (await back.isVisible()) await back.click();
  await accountRow(panel, name).click({ position: { x: 60, y: 12 } });
  return page;
}

/** Returns the button of an account in the list: its row, or the head of its card. */
export function accountRow(panel: Page, name: string): Locator {
  const [local = name] = name.split('@');
  const words = new RegExp(`^${local.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}`);
  return panel.getByRole('button', { name: words }).and(panel.locator('[data-row]'));
}
