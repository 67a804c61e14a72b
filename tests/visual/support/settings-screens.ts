import type { Page } from '@playwright/test';
import { sectionIds, type SectionId } from '../../../renderer/settings/row-model.ts';
import type { PanelScreen } from './screens.ts';

/** Opens a section. */
export const goTo =
  (section: SectionId) =>
  async (page: Page): Promise<void> =>
    page.locator('nav button').nth(sectionIds.indexOf(section)).click();

/** Opens a page of a section by its row. */
export const openPage =
  (section: SectionId, opens: string) =>
  async (page: Page): Promise<void> => {
    await goTo(section)(page);
    await page
      .locator(`[data-opens=${JSON.stringify(opens)}]`)
      .first()
      .click();
  };

/** A service that a user describes. */
const service = {
  quotaTrayService: 1,
  name: 'Lab gateway',
  origin: 'https://llm.example',
  path: '/v1/usage',
  headers: { Authorization: 'Bearer {secret}' },
  windows: [{ length: '5h', figure: 'percent-used', at: '/session/percent' }],
  balance: { at: '/wallet/cents', unit: 'minor', currency: 'USD' },
};

/** Opens the page of a service of one's own and writes its description. */
const describe =
  (definition: object, view: 'form' | 'text' = 'text') =>
  async (page: Page): Promise<void> => {
    await openPage('accounts', 'add')(page);
    await page.locator('[data-own-service]').click();
    await page.locator('input[type="radio"]').nth(1).check({ force: true });
    await page.locator('textarea').fill(JSON.stringify(definition, null, 2));
    if (view === 'form') await page.locator('input[type="radio"]').nth(0).check({ force: true });
    await page.locator('[id$="-problems"] [role="status"]:not(:empty)').waitFor();
  };

const shared = {
  page: 'settings',
  scene: 'nineteen',
  heightPx: 900,
  isBrief: true,
  sizes: ['900', '380', '320'],
} as const;
const scenes: Partial<Record<SectionId, string>> = { alerts: 'alerts', money: 'euro', schedules: 'warmups' };

/** Every section of the settings and its pages. The look of each comes from the three turns of its number. */
export const settingsScreens: readonly PanelScreen[] = [
  ...sectionIds.map((section): PanelScreen => ({
    ...shared,
    name: `settings-${section}`,
    scene: scenes[section] ?? shared.scene,
    prepare: goTo(section),
  })),
  { ...shared, name: 'settings-services', prepare: openPage('privacy', 'services') },
  { ...shared, name: 'settings-steps', scene: 'alerts', prepare: openPage('alerts', 'steps') },
  { ...shared, name: 'settings-own-alerts', scene: 'alerts', prepare: openPage('alerts', 'own-alerts') },
  { ...shared, name: 'settings-commands', scene: 'alerts', prepare: openPage('alerts', 'commands') },
  { ...shared, name: 'settings-add', prepare: openPage('accounts', 'add') },
  {
    ...shared,
    name: 'settings-add-key',
    prepare: async (page) => {
      await openPage('accounts', 'add')(page);
      await page
        .locator('ul button', { hasText: 'LiteLLM' })
        .or(page.locator('ul button', { hasText: 'OpenAI-' }))
        .first()
        .click();
    },
  },
  {
    ...shared,
    name: 'settings-add-left-out',
    prepare: async (page) => {
      await openPage('accounts', 'add')(page);
      await page.getByRole('searchbox').last().fill('claude');
    },
  },
  { ...shared, name: 'settings-found', prepare: openPage('accounts', 'found') },
  { ...shared, name: 'settings-folders', prepare: openPage('accounts', 'folders') },
  { ...shared, name: 'settings-account', prepare: openPage('accounts', 'account:codex:work') },
  {
    ...shared,
    name: 'settings-search',
    prepare: async (page) => page.getByRole('searchbox').fill('claude'),
  },
  { ...shared, name: 'settings-network', scene: 'alerts', prepare: openPage('privacy', 'network') },
  { ...shared, name: 'settings-report', prepare: openPage('help', 'report') },
  { ...shared, name: 'settings-own-service', prepare: describe(service) },
  {
    ...shared,
    name: 'settings-own-service-form',
    heightPx: 1400,
    prepare: describe({ ...service, path: '', tile: 'Lg' }, 'form'),
  },
  { ...shared, name: 'settings-own-service-problems', prepare: describe({ ...service, origin: 'Lab', windows: [{}] }) },
];
