import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import type { PanelAndPages } from './card-page.ts';
import type { Settings } from '../../core/settings/settings.ts';
import { addTexts } from '../../renderer/i18n/catalogue.ts';
import { loadPages } from '../../renderer/panel/LaterPage.tsx';
import { loadFurtherParts } from '../../renderer/settings/later.ts';
import { PanelApp } from '../../renderer/panel/Panel.tsx';
import { SettingsApp } from '../../renderer/settings/SettingsPage.tsx';
import { examplePanel } from './example-views.ts';
import { exampleSettings } from './example-settings.ts';
import { fakeBridge, type FakeApp, type FakeBridge } from './fake-bridge.ts';

export interface RenderedWindow {
  readonly bridge: FakeBridge;
  readonly user: UserEvent;
}

/** Draws the panel on a fake bridge and waits until its first answer has been taken. */
export async function renderPanel(bridge: FakeBridge = fakeBridge()): Promise<RenderedWindow> {
  // The script of the pages is there before a person can choose one.
  await Promise.all([textsOf(bridge), loadPages()]);
  render(<PanelApp bridge={bridge} />);
  await answered();
  return { bridge, user: userEvent.setup() };
}

/** Draws the panel with some fields of the example replaced. */
export async function renderPanelView(change: Partial<PanelAndPages>): Promise<RenderedWindow> {
  return renderPanel(fakeBridge({ panel: { ok: true, value: { ...examplePanel, ...change } } }));
}

/** Draws the settings on a fake bridge and waits until its first answer has been taken. */
export async function renderSettings(bridge: FakeBridge = fakeBridge()): Promise<RenderedWindow> {
  await Promise.all([textsOf(bridge), loadFurtherParts()]);
  render(<SettingsApp bridge={bridge} />);
  await answered();
  return { bridge, user: userEvent.setup() };
}

/** Draws a section of the settings with some of the example's settings replaced, with the clock of a region. */
export async function renderSection(
  section: 'Notifications' | 'Schedules',
  settings: Partial<Settings> = {},
  app: Partial<FakeApp> = {},
  times = 'en-GB',
): Promise<RenderedWindow> {
  const appearance = { ...exampleSettings.appearance, times };
  const value = { ...exampleSettings, appearance, settings: { ...exampleSettings.settings, ...settings } };
  const rendered = await renderSettings(fakeBridge({ settings: { ok: true, value }, ...app }));
  await rendered.user.click(within(screen.getByRole('navigation')).getByRole('button', { name: section }));
  return rendered;
}

/** Keeps the texts of the language of the views, as a page does before it is drawn, however long they take. */
export async function textsOf(bridge: Pick<FakeBridge, 'getTexts'>): Promise<void> {
  const answer = await bridge.getTexts();
  if (answer.ok) addTexts(answer.value);
}

/** Opens the page of an account by a click on its row. */
export async function openAccount({ user }: Pick<RenderedWindow, 'user'>, name: string): Promise<HTMLElement> {
  await user.click(screen.getByRole('button', { name: new RegExp(`^${name}, `) }));
  return screen.findByRole('region', { name: new RegExp(`^${name}`) });
}

async function answered(): Promise<void> {
  await waitFor(() => {
    if (screen.getByRole('main').getAttribute('aria-busy') === 'true') throw new Error('The window still waits.');
  });
}

/** The calls of one command, so that a test need not care for the others. */
export function callsOf(bridge: FakeBridge, name: string): readonly (readonly [string, unknown?])[] {
  return bridge.calls.filter(([called]) => called === name);
}
