import { act, fireEvent, screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { exampleSettings } from '../support/example-settings.ts';
import { fakeBridge } from '../support/fake-bridge.ts';
import { renderSettings, type RenderedWindow } from '../support/render-window.tsx';

const count = 1000;
const accounts = Array.from({ length: count }, (_, number) => ({
  id: `codex:${number}`,
  label: `account ${number}`,
  subtitle: 'Codex · Pro',
  place: `~/codex-${number}`,
}));

async function accountsSection(name = 'Accounts'): Promise<RenderedWindow> {
  const rendered = await renderSettings(
    fakeBridge({ settings: { ok: true, value: { ...exampleSettings, accounts } } }),
  );
  await rendered.user.click(within(screen.getByRole('navigation')).getByRole('button', { name }));
  return rendered;
}

const drawn = (): readonly HTMLElement[] => [...document.querySelectorAll<HTMLElement>('li[data-place]')];
const placesOf = (rows: readonly HTMLElement[]): readonly number[] => rows.map((row) => Number(row.dataset['place']));

it.each(['Accounts', 'Alerts'])('with a thousand accounts %s draws only some rows, and says how many', async (name) => {
  const { user } = await accountsSection(name);
  if (name === 'Alerts') await user.click(screen.getByRole('button', { name: 'Own alerts of an account' }));
  expect(drawn().length).toBeGreaterThan(5);
  expect(drawn().length).toBeLessThanOrEqual(40);
  for (const row of drawn()) expect(row.getAttribute('aria-setsize')).toBe(String(count));
  expect(document.querySelectorAll('*').length).toBeLessThan(1_500);
});

it('draws other rows when the user scrolls, and keeps the row with the focus', async () => {
  await accountsSection();
  const [name] = within(drawn()[1] ?? document.body).getAllByRole('textbox');
  act(() => name?.focus());
  const main = screen.getByRole('main');
  act(() => {
    main.scrollTop = 60_000;
    fireEvent.scroll(main);
  });
  const places = placesOf(drawn());
  expect(places.slice(0, 3)).toEqual([0, 1, 2]);
  expect(places.at(-1)).toBeGreaterThan(100);
  expect(places.length).toBeLessThanOrEqual(43);
  expect(document.activeElement).toBe(name);
});

it('finds an account by its name among a thousand', async () => {
  const { user } = await accountsSection();
  await user.type(screen.getByRole('searchbox'), 'account 987');
  expect(screen.getAllByText('account 987').length).toBeGreaterThan(0);
  expect(screen.queryByText('account 98')).toBeNull();
});
