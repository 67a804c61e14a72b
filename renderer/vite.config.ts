import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/**
 * Both pages of the app in one build, with paths relative to the page. Chromium 114 is the oldest
 * engine that runs them, so newer CSS (`light-dark()`, nesting) is lowered here.
 */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome114',
    modulePreload: { polyfill: false },
    sourcemap: false,
    reportCompressedSize: false,
    rolldownOptions: { input: ['renderer/panel.html', 'renderer/settings.html'] },
  },
});
