import { registerHooks } from 'node:module';

// The app imports its catalogues as a bundler reads them. Node itself wants to be told that they are JSON.
registerHooks({
  load: (url, context, next) =>
    url.endsWith('.json')
      ? next(url, { ...context, importAttributes: { ...context.importAttributes, type: 'json' } })
      : next(url, context),
});
