import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Debian's Chromium, or another one that the environment names. */
export const chromiumPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** The only fonts of the pictures, with the Debian package of each. The last one draws Arabic. */
const fonts = [
  { package: 'fonts-inter', family: 'Inter', file: '/usr/share/fonts/opentype/inter/Inter-Regular.otf' },
  {
    package: 'fonts-noto-cjk',
    family: 'Noto Sans CJK SC',
    file: '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc',
  },
  { package: 'fonts-dejavu-core', family: 'DejaVu Sans', file: '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf' },
] as const;

const recordedFile = path.join(import.meta.dirname, '../pictures/recorded.json');

/** What a picture depends on beside the code. */
interface Recorded {
  readonly browser: string;
  readonly fonts: Readonly<Record<string, string>>;
}

/** Returns the browser and the fonts of this computer; a missing one is named as such. */
export function browserHere(): Recorded {
  const version = existsSync(chromiumPath)
    ? (/\d+(\.\d+)+/.exec(execFileSync(chromiumPath, ['--version'], { encoding: 'utf8', stdio: 'pipe' }))?.[0] ??
      'unknown')
    : 'missing';
  return {
    browser: `Chromium ${version}`,
    fonts: Object.fromEntries(
      fonts.map(({ package: name, file }) => [name, existsSync(file) ? hashOf(file) : 'missing']),
    ),
  };
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
}

/** Writes down with what the pictures are made. */
export function recordBrowser(): void {
  mkdirSync(path.dirname(recordedFile), { recursive: true });
  writeFileSync(recordedFile, `${JSON.stringify(browserHere(), null, 2)}\n`);
}

/** Returns why the pictures cannot be compared here; null: they can. */
export function whyNotCompared(): string | null {
  if (!existsSync(recordedFile)) return 'There are no pictures yet. Run `npm run visual -- --update`.';
  const recorded = JSON.parse(readFileSync(recordedFile, 'utf8')) as Recorded;
  const here = browserHere();
  const differing = [
    ...(recorded.browser === here.browser ? [] : [`${recorded.browser} made them, here is ${here.browser}`]),
    ...fonts.flatMap(({ package: name }) =>
      recorded.fonts[name] === here.fonts[name] ? [] : [`the Debian package ${name} is missing or of another version`],
    ),
  ];
  if (differing.length === 0) return null;
  return `The pictures are not compared: ${differing.join('; ')}. \`npm run visual -- --update\` makes them again.`;
}

/** Returns a configuration of fontconfig with these fonts alone, so that a font that a person installed changes nothing. */
export function fontConfiguration(): string {
  const folder = path.join(os.tmpdir(), 'quota-tray-visual-fonts');
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
