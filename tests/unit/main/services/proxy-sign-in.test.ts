import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Vault, VaultReading, VaultWriting } from '../../../../core/ports.ts';
import { proxyOriginOf, proxySignInProblem } from '../../../../core/settings/network.ts';
import { defaultSettings, type Settings } from '../../../../core/settings/settings.ts';
import { proxySignInHandlers } from '../../../../main/app/handlers/proxy-sign-in.ts';
import { createConfStore } from '../../../../main/node/storage/conf-store.ts';
import { createServices, type Services } from '../../../../main/services/create-services.ts';
import { createProxySignIn } from '../../../../main/services/proxy-sign-in.ts';
import { english } from '../../../support/example-states.ts';
import { systemIn } from '../../../support/locale.ts';
import { startSignInProxy } from '../../../support/sign-in-proxy.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';
import { withoutProxyEnvironment } from '../node/http/clean-proxy-environment.ts';

withoutProxyEnvironment();

const proxyUrl = 'http://proxy.example:8080';
const sam = { user: 'sam', password: 'canary p@ss:%41 ünd' };
const inStore = { unprotected: false } as const;

/** A vault in memory, and what is asked of it. */
function worldOf(change: Partial<Settings> = {}) {
  let settings: Settings = { ...defaultSettings, proxyMode: 'manual', proxyUrl, ...change };
  const secrets = new Map<string, string>();
  const world = {
    reads: 0,
    canDelete: true,
    reading: null as VaultReading | null,
    nowMs: 1_000,
    warnings: [] as string[],
  };
  let writing: VaultWriting = { kind: 'kept', protection: 'protected' };
  const vault: Vault = {
    protection: async () => 'protected',
    get: async (name) => {
      world.reads += 1;
      const value = secrets.get(name);
      return world.reading ?? (value === undefined ? { kind: 'missing' } : { kind: 'value', value });
    },
    set: async (name, secret) => {
      if (writing.kind === 'kept') secrets.set(name, secret);
      return writing;
    },
    delete: async (name) => world.canDelete && (secrets.delete(name) || true),
  };
  const signIn = createProxySignIn({
    vault,
    settings: {
      get: () => settings,
      set: async (next) => {
        settings = { ...settings, ...next };
        return { ok: true };
      },
    },
    nowMs: () => world.nowMs,
    log: { warn: (text) => void world.warnings.push(text) },
  });
  return {
    ...{ world, signIn, secrets, settings: () => settings },
    set: (next: Partial<Settings>) => void (settings = { ...settings, ...next }),
    refuse: (next: VaultWriting) => void (writing = next),
  };
}

describe('the sign-in of the own proxy', () => {
  it('is added to the address of its proxy, and its vault is read once', async () => {
    const { signIn, world, settings } = worldOf();
    expect(await signIn.save(sam, inStore)).toEqual({ kind: 'saved', isProtected: true });
    const [one, other] = await Promise.all([signIn.addTo(proxyUrl), signIn.addTo(proxyUrl)]);
    expect(one).toBe(other);
    const { username, password, host } = new URL(one);
    expect([decodeURIComponent(username), decodeURIComponent(password), host]).toEqual([
      ...[sam.user, sam.password, 'proxy.example:8080'],
    ]);
    expect(world.reads).toBe(1);
    expect(settings().proxySignIn).toEqual({ origin: proxyUrl, user: 'sam', givenAtMs: 1_000 });
    expect(JSON.stringify(settings())).not.toContain('canary');
  });

  it('reads no vault for a proxy without one', async () => {
    const { signIn, world } = worldOf();
    expect(await signIn.addTo(proxyUrl)).toBe(proxyUrl);
    expect(world.reads).toBe(0);
  });

  it('is never given to another proxy, whatever the settings say', async () => {
    const { signIn, set, settings } = worldOf();
    await signIn.save(sam, inStore);
    const evil = 'http://evil.example:8080';
    expect(await signIn.addTo(evil)).toBe(evil);
    set({ proxyUrl: evil, proxySignIn: { origin: evil, user: 'sam', givenAtMs: 2_000 } });
    expect(settings().proxySignIn?.origin).toBe(evil);
    expect(await signIn.addTo(evil)).toBe(evil);
    expect(await signIn.addTo('https://proxy.example:8080')).toBe('https://proxy.example:8080');
  });

  it('of another process counts from its time on', async () => {
    const { signIn, secrets, set, settings } = worldOf();
    await signIn.save(sam, inStore);
    await signIn.addTo(proxyUrl);
    secrets.set('proxy', JSON.stringify({ origin: proxyUrl, user: 'sam', password: 'newer' }));
    expect(new URL(await signIn.addTo(proxyUrl)).password).not.toBe('newer');
    const { proxySignIn } = settings();
    set({ proxySignIn: proxySignIn === null ? null : { ...proxySignIn, givenAtMs: 5_000 } });
    expect(new URL(await signIn.addTo(proxyUrl)).password).toBe('newer');
  });

  it.each<VaultReading>([{ kind: 'missing' }, { kind: 'unreadable' }, { kind: 'key-file-newer' }])(
    'that cannot be read now (%j) is left out, and read again with the next request',
    async (reading) => {
      const { signIn, world } = worldOf();
      await signIn.save(sam, inStore);
      world.reading = reading;
      expect(await signIn.addTo(proxyUrl)).toBe(proxyUrl);
      expect(world.warnings).toEqual([`The sign-in of the proxy cannot be read: ${reading.kind}`]);
      world.reading = null;
      expect(await signIn.addTo(proxyUrl)).toContain('sam:');
    },
  );

  it('of any content of the vault never throws and is used whole or not at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (value) => {
        const { signIn, world, set } = worldOf();
        set({ proxySignIn: { origin: proxyUrl, user: 'sam', givenAtMs: 1 } });
        world.reading = { kind: 'value', value };
        expect(await signIn.addTo(proxyUrl)).toBe(proxyUrl);
      }),
      { numRuns: 100 },
    );
  });

  it('takes every user name and password that it accepts there and back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), async (user, password) => {
        const { signIn } = worldOf();
        const outcome = await signIn.save({ user, password }, inStore);
        const problem = proxySignInProblem({ user: user.trim(), password });
        expect(outcome.kind).toBe(problem === null ? 'saved' : 'invalid');
        if (problem !== null) return;
        const url = new URL(await signIn.addTo(proxyUrl));
        expect([decodeURIComponent(url.username), decodeURIComponent(url.password)]).toEqual([user.trim(), password]);
      }),
      { numRuns: 50 },
    );
  });

  it('goes with its proxy, from vault and settings', async () => {
    const { signIn, secrets, set, settings, world } = worldOf();
    await signIn.save(sam, inStore);
    await signIn.tidy();
    expect(secrets.size).toBe(1);
    set({ proxyUrl: 'http://other.example:1' });
    world.canDelete = false;
    await signIn.tidy();
    expect(settings().proxySignIn).not.toBeNull();
    expect(world.warnings).toEqual(['The sign-in of an earlier proxy could not be deleted.']);
    world.canDelete = true;
    await signIn.tidy();
    expect(secrets.size).toBe(0);
    expect(settings().proxySignIn).toBeNull();
  });

  it('is refused with a sentence, and then nothing is stored', async () => {
    const { signIn, refuse, set, secrets, settings } = worldOf();
    const refresh = vi.fn(async () => null);
    const handlers = proxySignInHandlers({ proxySignIn: signIn, locale: () => english }, refresh);
    const save = (user: string, password: string) =>
      handlers['network.save-sign-in']({ user, password }, { webContentsId: 1 });
    expect(await save('sam:1', 'x')).toEqual({ ok: false, message: 'Enter a user name without a colon.' });
    expect(await save('sam', '')).toEqual({ ok: false, message: 'Enter the password.' });
    refuse({ kind: 'refused', because: 'unavailable' });
    expect(await save('sam', 'x')).toMatchObject({
      ok: false,
      message: expect.stringMatching(/no keyring, so nothing was saved/),
    });
    refuse({ kind: 'refused', because: 'locked' });
    expect(await save('sam', 'x')).toMatchObject({
      ok: false,
      message: expect.stringMatching(/locked, so nothing was saved/),
    });
    refuse({ kind: 'failed' });
    expect(await save('sam', 'x')).toMatchObject({ ok: false, message: expect.stringMatching(/could not be stored/) });
    set({ proxyUrl: '' });
    expect(await save('sam', 'x')).toEqual({ ok: false, message: 'Enter the address of the proxy first.' });
    expect(secrets.size).toBe(0);
    expect(settings().proxySignIn).toBeNull();
    expect(refresh).not.toHaveBeenCalled();
  });

  it('is tried at once with all accounts', async () => {
    const { signIn } = worldOf();
    const refresh = vi.fn(async () => null);
    const handlers = proxySignInHandlers({ proxySignIn: signIn, locale: () => english }, refresh);
    expect(await handlers['network.save-sign-in'](sam, { webContentsId: 1 })).toEqual({
      ok: true,
      message: 'The user name and the password are saved.',
    });
    expect(refresh).toHaveBeenCalledOnce();
  });

  it('is deleted with a sentence, or stays where the key store does not open', async () => {
    const { signIn, world, settings } = worldOf();
    await signIn.save(sam, inStore);
    const handlers = proxySignInHandlers({ proxySignIn: signIn, locale: () => english }, async () => null);
    world.canDelete = false;
    const forget = () => handlers['network.forget-sign-in'](undefined, { webContentsId: 1 });
    expect(await forget()).toMatchObject({ ok: false, message: expect.stringMatching(/Unlock the keyring/) });
    expect(settings().proxySignIn).not.toBeNull();
    world.canDelete = true;
    expect(await forget()).toEqual({ ok: true, message: 'The user name and the password are deleted.' });
    expect(await signIn.addTo(proxyUrl)).toBe(proxyUrl);
  });
});

it.each([
  ['HTTP://Proxy.Example:8080/', proxyUrl],
  ['https://proxy.example', 'https://proxy.example'],
  ['socks5://proxy.example', null],
  ['http://sam:secret@proxy.example', null],
  ['', null],
])('the proxy of %s is %s', (address, origin) => {
  expect(proxyOriginOf(address)).toBe(origin);
});

it('app, serve and command line send the stored sign-in to the own proxy, and no file holds it in the open', async () => {
  vi.stubGlobal('__APP_VERSION__', '1.2.3');
  onTestFinished(() => void vi.unstubAllGlobals());
  const home = temporaryFolder();
  const servicesOfOne = (): Services =>
    createServices({
      environment: { QUOTA_TRAY_HOME: home },
      createStore: createConfStore,
      locales: () => systemIn('en-GB'),
    });
  const proxy = await startSignInProxy(sam.user, sam.password);
  onTestFinished(proxy.close);
  const app = servicesOfOne();
  await app.settings.set({ proxyMode: 'manual', proxyUrl: proxy.url });
  const ask = ({ publicHttp }: Services) =>
    publicHttp.get('https://status.example.test/', { timeoutMs: 20_000, maximumBytes: 1000 });
  expect(await ask(app)).toEqual({ kind: 'failure', failure: { kind: 'network', cause: 'proxy-sign-in' } });
  expect(await app.proxySignIn.save(sam, { unprotected: true })).toEqual({ kind: 'saved', isProtected: false });

  for (const services of [app, servicesOfOne()]) {
    // The tunnel opens and then ends, so the failure is no longer one of the proxy.
    expect(await ask(services)).toMatchObject({ failure: { kind: 'network' } });
    expect(await ask(services)).not.toMatchObject({ failure: { cause: 'proxy-sign-in' } });
  }
  expect(proxy.heads.filter((head) => /^Proxy-Authorization:/m.test(head))).toHaveLength(4);
  const settings = readFileSync(path.join(home, 'settings.json'), 'utf8');
  expect(JSON.parse(settings)).toMatchObject({ proxySignIn: { origin: proxy.url, user: 'sam' } });
  expect(settings).not.toContain('canary');
});
