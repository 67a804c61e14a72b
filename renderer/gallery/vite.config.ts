import path from 'node:path';

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const folder = import.meta.dirname;

/** The examples read catalogues. A browser gets them from the bundle instead of the disk. */
const catalogues = {
  name: 'catalogues-of-the-gallery',
  enforce: 'pre',
  resolveId: (source: string) =>
    source.endsWith('/catalogues.ts') && !source.startsWith('/') ? path.join(folder, 'catalogues.ts') : null,
} as const;

/** The gallery: the pages of the app on the scenes of the tests. It is for development and is not shipped. */
export default defineConfig({
  root: folder,
  base: './',
  plugins: [catalogues, react()],
  css: { modules: { localsConvention: 'camelCaseOnly' } },
  server: { host: '127.0.0.1' },
  build: {
    emptyOutDir: true,
    target: 'chrome114',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index.html', 'panel.html', 'settings.html'].map((page) => path.join(folder, page)),
    },
  },
});
