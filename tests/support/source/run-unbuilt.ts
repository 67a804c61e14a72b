import { registerHooks } from 'node:module';

/**
 * Loaded before `main/cli.ts` so that Node runs the command line as it stands in the checkout, without a
 * build: catalogues are imported as the bundler does it, and the version is given.
 */
registerHooks({
  load: (url, context, next) =>
    next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context),
});

/** A test that runs two versions beside each other names them. */
Object.assign(globalThis, {
  __APP_VERSION__: process.env['QUOTA_TRAY_TEST_VERSION'] ?? '0.0.0-unbuilt',
  __APP_BUILD__: null,
});
