import type { Page } from '@playwright/test';

export const sections = [
  'General',
  'Appearance',
  'Notifications',
  'Money',
  'Accounts',
  'Data',
  'Diagnostics',
  'About',
] as const;

/** Shows a section of the settings. */
export async function goTo(page: Page, section: (typeof sections)[number]): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: section, exact: true }).click();
  await page.getByRole('heading', { name: section, level: 2 }).waitFor();
}

/** Chooses one of the segments of a setting. */
export async function choose(page: Page, setting: string, value: string): Promise<void> {
  await page
    .getByRole('radiogroup', { name: setting })
    .getByRole('radio', { name: value, exact: true })
    .check({ force: true });
}
