import path from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const folder = import.meta.dirname;

/** The pages of the app on a bridge of examples. Not shipped. */
export default defineConfig({
  root: folder,
  base: './',
  plugins: [react()],
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  build: {
    emptyOutDir: true,
    target: 'chrome114',
    modulePreload: { polyfill: false },
    rolldownOptions: { input: [path.join(folder, 'panel.html'), path.join(folder, 'settings.html')] },
  },
});
