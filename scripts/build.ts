import { build } from 'vite';

import { writeCommandLinePackage } from './command-line/package.ts';
import { commandLineBundles, mainBundle, preloadBundle, rendererBundle, tokenUsageBundle } from './process/bundles.ts';
import { writeLicences } from './process/licences.ts';

await build(mainBundle());
await build(tokenUsageBundle());
for (const bundle of commandLineBundles()) await build(bundle);
await build(preloadBundle());
await build(rendererBundle('panel'));
await build(rendererBundle('settings'));
writeLicences(['main', 'cli', 'preload', 'renderer/assets/panel', 'renderer/assets/settings']);
await writeCommandLinePackage();
