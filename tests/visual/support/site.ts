import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { serveFolder } from '../../support/preview/serve.ts';
import { chromiumPath, recordBrowser } from './browser.ts';

/** Builds the gallery once for all tests and serves it with the policy of the app. Returns what ends it. */
export default async function serveGallery(config: { readonly updateSnapshots: string }): Promise<() => Promise<void>> {
  if (!existsSync(chromiumPath)) return async () => undefined;
  if (config.updateSnapshots === 'all') recordBrowser();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'quota-tray-visual-'));
  const configFile = path.join(import.meta.dirname, '../../../renderer/gallery/vite.config.ts');
  await build({ configFile, build: { outDir: folder }, logLevel: 'warn' });
  const site = await serveFolder(folder);
  process.env['QUOTA_TRAY_GALLERY'] = site.url;
  return async () => {
    site.close();
    await rm(folder, { recursive: true, force: true });
  };
}
