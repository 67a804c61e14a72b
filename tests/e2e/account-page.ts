import type { ElectronApplication, Locator, Page } from '@playwright/test';

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

/** From now on the app opens no native menu: it takes the row with this text, as a user would. */
export async function takeInMenus(application: ElectronApplication, text: string): Promise<void> {
  await application.evaluate(({ Menu }, label) => {
    Menu.prototype.popup = function takeRow(this: Electron.Menu, options?: { readonly callback?: () => void }): void {
      this.items.find((item) => item.label === label)?.click();
      options?.callback?.();
    };
  }, text);
}
