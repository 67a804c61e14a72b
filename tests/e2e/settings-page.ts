import type { Page } from '@playwright/test';

export const sections = [
  'General',
  'Panel and icon',
  'Accounts',
  'Notifications',
  'Money',
  'Schedules',
  'Data and privacy',
  'Help',
] as const;

/** Shows a section of the settings. */
export async function goTo(page: Page, section: (typeof sections)[number]): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: section, exact: true }).click();
  await page.getByRole('heading', { name: section, level: 1 }).waitFor();
}

/** Opens a page of the section that is shown. */
export async function openPage(page: Page, name: string): Promise<void> {
  await page.getByRole('main').getByRole('button', { name, exact: true }).click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

/** Opens the fold of the checks that found no problem. */
export async function showChecks(page: Page): Promise<void> {
  await page.locator('details > summary').click();
}

/** Chooses one of the segments of a setting. */
export async function choose(page: Page, setting: string, value: string): Promise<void> {
  await page
    .getByRole('radiogroup', { name: setting })
    .getByRole('radio', { name: value, exact: true })
    .check({ force: true });
}
