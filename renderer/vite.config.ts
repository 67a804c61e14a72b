import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * The pages of the app, with paths relative to the page. `rendererBundle` names the page to build. Chromium 114 is the oldest
 * engine that runs them, so newer CSS (`light-dark()`, nesting) is lowered here.
 */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  build: {
    target: 'chrome114',
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
  },
});
