import { startStatusNotifierHost } from '../support/desktop/status-notifier-host.ts';
import { expect, test } from './fixtures.ts';
import { codexEmail, codexSays, quietDay, signInToCodex } from './people.ts';
import { waitForRow } from './tray-text.ts';

test.use({ hasTrayHost: false });

const sentence = 'This desktop shows no tray icons, so Quota Tray opened its panel.';

test('where no desktop shows tray icons the panel opens by itself and says why', async ({ launch }) => {
  const app = await launch();
  const panel = await app.shown('panel');
  await expect(panel.getByRole('list', { name: 'Messages' })).toContainText(sentence);
});

test('a desktop that comes later gets the icon, and the notice goes', async ({ place, upstream, launch }) => {
  codexSays(upstream, quietDay);
  await signInToCodex(place, upstream);
  const app = await launch();
  const panel = await app.shown('panel');
  await expect(panel.getByText(sentence)).toBeVisible();
  await expect(panel.getByRole('article', { name: codexEmail })).toBeVisible();

  const tray = await startStatusNotifierHost();
  await tray.waitForItem();
  await waitForRow(tray, 'work · Codex Pro');
  await expect(panel.getByText(sentence)).toBeHidden();
  expect(tray.items()).toHaveLength(1);
  await tray.stop();
  await expect.poll(async () => (await app.panelView(panel)).banners.map(({ id }) => id)).toContain('no-tray');
});
