import { build } from 'vite';

import { commandLineBundle, mainBundle, preloadBundle, rendererBundle } from './process/bundles.ts';

await build(mainBundle());
await build(commandLineBundle());
await build(preloadBundle());
await build(rendererBundle('panel'));
await build(rendererBundle('settings'));
