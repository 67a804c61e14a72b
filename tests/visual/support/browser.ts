import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { differingFonts, type FontHashes, fontsHere } from '../../support/picture-fonts.ts';

/** Debian's Chromium, or another one that the environment names. */
export const chromiumPath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

const recordedFile = path.join(import.meta.dirname, '../pictures/recorded.json');

/** What a picture depends on beside the code. */
interface Recorded {
  readonly browser: string;
  readonly fonts: FontHashes;
}

/** Returns the browser and the fonts of this computer; a missing one is named as such. */
function browserHere(): Recorded {
  const version = existsSync(chromiumPath)
    ? (/\d+(\.\d+)+/.exec(execFileSync(chromiumPath, ['--version'], { encoding: 'utf8', stdio: 'pipe' }))?.[0] ??
      'unknown')
    : 'missing';
  return { browser: `Chromium ${version}`, fonts: fontsHere() };
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
    ...differingFonts(recorded.fonts),
  ];
  if (differing.length === 0) return null;
  return `The pictures are not compared: ${differing.join('; ')}. \`npm run visual -- --update\` makes them again.`;
}
