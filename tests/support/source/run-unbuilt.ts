import { registerHooks } from 'node:module';

/**
 * Loaded before `main/cli.ts` so that Node runs the command line as it stands in the checkout, without a
 * build: catalogues are imported as the bundler does it, and the version is given.
 */
registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
});

Object.assign(globalThis, { __APP_VERSION__: '0.0.0-unbuilt' });
