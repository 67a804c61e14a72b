import { build } from 'vite';

import { commandLineBundle, mainBundle, preloadBundle, rendererConfigFile } from './process/bundles.ts';

await build(mainBundle());
await build(commandLineBundle());
await build(preloadBundle());
await build({ configFile: rendererConfigFile, logLevel: 'warn' });
