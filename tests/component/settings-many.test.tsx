import { act, fireEvent, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { exampleAccount, exampleSettings } from '../support/example-settings.ts';
import { fakeBridge } from '../support/fake-bridge.ts';
import { renderSettings, type RenderedWindow } from '../support/render-window.tsx';

const count = 1000;
const accounts = Array.from({ length: count }, (_, number) =>
  exampleAccount(`codex:${number}`, `account ${number}`, 'Codex · Pro', `~/codex-${number}`),
);

async function accountsSection(name = 'Accounts'): Promise<RenderedWindow> {
  const rendered = await renderSettings(
    fakeBridge({ settings: { ok: true, value: { ...exampleSettings, accounts } } }),
  );
  await rendered.user.click(within(screen.getByRole('navigation')).getByRole('button', { name }));
  return rendered;
}

const drawn = (): readonly HTMLElement[] => [...document.querySelectorAll<HTMLElement>('li[data-place]')];
const placesOf = (rows: readonly HTMLElement[]): readonly number[] => rows.map((row) => Number(row.dataset['place']));

it.each([
  ['Accounts', '992 more'],
  ['Notifications', 'Notifications by account'],
])('with a thousand accounts %s draws only some rows, and says how many', async (name, opener) => {
  const { user } = await accountsSection(name);
  expect(document.querySelectorAll('*').length).toBeLessThan(1_000);
  await user.click(screen.getByRole('button', { name: opener }));
  expect(drawn().length).toBeGreaterThan(5);
  expect(drawn().length).toBeLessThanOrEqual(40);
  for (const row of drawn()) expect(row.getAttribute('aria-setsize')).toBe(String(count));
  expect(document.querySelectorAll('*').length).toBeLessThan(1_500);
});

it('draws other rows when the user scrolls, and keeps the row with the focus', async () => {
  const { user } = await accountsSection();
  await user.click(screen.getByRole('button', { name: '992 more' }));
  const row = within(drawn()[1] ?? document.body).getByRole('button');
  act(() => row.focus());
  const main = screen.getByRole('main');
  act(() => {
    main.scrollTop = 60_000;
    fireEvent.scroll(main);
  });
  const places = placesOf(drawn());
  expect(places.slice(0, 3)).toEqual([0, 1, 2]);
  expect(places.at(-1)).toBeGreaterThan(100);
  expect(places.length).toBeLessThanOrEqual(43);
  expect(document.activeElement).toBe(row);
});

it('finds an account by its name among a thousand, in the section and in all settings', async () => {
  const { user } = await accountsSection();
  await user.type(screen.getByRole('searchbox', { name: 'Find an account' }), 'account 987');
  expect(screen.getAllByRole('button', { name: /^account/ }).map(({ textContent }) => textContent)).toHaveLength(1);
  await user.type(screen.getByRole('searchbox', { name: 'Search settings' }), 'account 987');
  expect(screen.getAllByText('account 987').length).toBeGreaterThan(0);
  expect(screen.queryByText('account 98')).toBeNull();
});
