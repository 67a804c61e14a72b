import { startKeyring } from '../support/desktop/keyring.ts';
import { startSignInProxy } from '../support/sign-in-proxy.ts';
import { expect, test } from './fixtures.ts';
import { goTo, openPage } from './settings-page.ts';
import { filesWith, writeSettings } from './state-files.ts';

const password = 'canary p@ss:%41';

test('the own proxy gets the user name and the password that the settings took, and nobody else does', async ({
  place,
  launch,
}) => {
  const keyring = await startKeyring();
  const proxy = await startSignInProxy('sam', password);
  try {
    await writeSettings(place.home, { proxyMode: 'manual', proxyUrl: proxy.url });
    const env = { QUOTA_TRAY_OPENAI_STATUS_URL: 'https://status.example.test/api' };
    const { open } = await launch({ env: { ...env, ...keyring.environment }, args: keyring.args });
    const page = await open('settings');
    await goTo(page, 'Data and privacy');
    await openPage(page, 'Network');
    const tested = page.getByRole('button', { name: 'Test', exact: true });
    await tested.click();
    const alert = page.getByRole('alert');
    await expect(alert).toHaveText(/^The proxy wants a user name and a password/);

    const form = page.getByRole('group', { name: 'Sign-in of the proxy' });
    await expect(form).toContainText('The password is kept in the keyring of this system.');
    await form.getByRole('textbox', { name: 'User name' }).fill('sam');
    await form.getByLabel('Password').fill(password);
    await form.getByRole('button', { name: 'Save sign-in' }).click();
    await expect(form.getByRole('status')).toHaveText('The user name and the password are saved.');
    await expect(page.getByText(`The password of sam for ${proxy.url} is stored.`)).toBeVisible();
    await expect(form.getByLabel('Password')).toHaveValue('');

    const before = proxy.heads.length;
    await tested.click();
    await expect.poll(() => proxy.heads.length).toBeGreaterThan(before);
    await expect(alert).not.toHaveText(/user name/);
    expect(proxy.heads.at(-1)).toContain(`Basic ${Buffer.from(`sam:${password}`).toString('base64')}`);
    expect(await page.content()).not.toContain('canary');
    expect(await filesWith(place.home, ['canary'])).toEqual([]);

    await page.getByRole('button', { name: 'Delete sign-in' }).click();
    await expect(page.getByRole('button', { name: 'Delete sign-in' })).toHaveCount(0);
    await tested.click();
    await expect(alert).toHaveText(/^The proxy wants a user name and a password/);
  } finally {
    await proxy.close();
    await keyring.stop();
  }
});
