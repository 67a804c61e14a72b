import { build } from 'vite';

import { commandLineBundle, mainBundle, preloadBundle, rendererBundle } from './process/bundles.ts';
import { writeLicences } from './process/licences.ts';

await build(mainBundle());
await build(commandLineBundle());
await build(preloadBundle());
await build(rendererBundle('panel'));
await build(rendererBundle('settings'));
writeLicences(['main', 'cli', 'preload', 'renderer/assets/panel', 'renderer/assets/settings']);
