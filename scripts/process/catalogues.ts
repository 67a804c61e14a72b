import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

import { projectRoot } from './project.ts';

const source = path.join(projectRoot, 'core', 'i18n', 'locales');
const target = path.join(projectRoot, 'dist', 'locales');

/** The folder of the copies, as a bundle in `dist/main` or `dist/cli` sees it. */
export const catalogueFolder = '../locales';

/**
 * Copies the catalogues into `dist/locales`, without blanks. The programs read only the ones of the language in use: in a
 * bundle, V8 would keep the texts of all languages for as long as the program runs.
 */
export const catalogueFiles: Plugin = {
  name: 'catalogue-files',
  buildStart() {
    for (const name of readdirSync(source)) this.addWatchFile(path.join(source, name));
  },
  writeBundle() {
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    for (const name of readdirSync(source)) {
      const texts: unknown = JSON.parse(readFileSync(path.join(source, name), 'utf8'));
      writeFileSync(path.join(target, name), JSON.stringify(texts));
    }
  },
};
