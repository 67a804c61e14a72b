import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** The only fonts of pictures of the pages, with the Debian package of each. The last one draws Arabic. */
const fonts = [
  { package: 'fonts-inter', family: 'Inter', file: '/usr/share/fonts/opentype/inter/Inter-Regular.otf' },
  {
    package: 'fonts-noto-cjk',
    family: 'Noto Sans CJK SC',
    file: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
  },
  { package: 'fonts-dejavu-core', family: 'DejaVu Sans', file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' },
] as const;

/** The beginning of the hash of each font's file, by Debian package; `missing` without the file. */
export type FontHashes = Readonly<Record<string, string>>;

/** Returns the fonts of this computer. */
export function fontsHere(): FontHashes {
  return Object.fromEntries(fonts.map(({ package: name, file }) => [name, hashOf(file)]));
}

function hashOf(file: string): string {
  if (!existsSync(file)) return 'missing';
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
}

/** Returns a clause for each font that this computer lacks or has in another version than pictures were made with. */
export function differingFonts(recorded: FontHashes): readonly string[] {
  const here = fontsHere();
  return fonts.flatMap(({ package: name }) =>
    recorded[name] === here[name] ? [] : [`the Debian package ${name} is missing or of another version`],
  );
}

/** Returns a configuration of fontconfig with these fonts alone, so that a font that a person installed changes nothing. */
export function fontConfiguration(): string {
  const folder = path.join(os.tmpdir(), 'quota-tray-picture-fonts');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'fonts.conf');
  const folders = fonts.map((font) => `  <dir>${path.dirname(font.file)}</dir>`);
  const families = fonts.map(({ family }) => `<family>${family}</family>`).join('');
  const generic = (name: string, preferred: string): string =>
    `  <alias binding="same"><family>${name}</family><prefer>${preferred}</prefer></alias>`;
  const text = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
    '<fontconfig>',
    ...folders,
    `  <cachedir>${path.join(folder, 'cache')}</cachedir>`,
    generic('system-ui', families),
    generic('sans-serif', families),
    generic('monospace', '<family>DejaVu Sans Mono</family>'),
    '</fontconfig>',
    '',
  ].join('\n');
  writeFileSync(file, text);
  return file;
}
