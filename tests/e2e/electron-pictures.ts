import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { resolveElectron } from '../../scripts/electron/runtime.ts';
import { differingFonts, fontConfiguration, type FontHashes, fontsHere } from '../support/picture-fonts.ts';

/** What the pictures of a folder were made with. */
interface Recorded {
  readonly electron: string;
  readonly fonts: FontHashes;
}

/** The pictures of the Electron that the tests run on. */
export interface ElectronPictures {
  /** Their folder below `tests/e2e/pictures`: each major of Electron draws texts and corners in its own way. */
  readonly folder: string;
  /** Why they are not compared here; null: they are. */
  readonly whyNot: string | null;
  /** Writes down with what they are made. */
  readonly record: () => void;
}

/** Returns the pictures of the Electron of this computer. */
export async function electronPictures(): Promise<ElectronPictures> {
  const { version } = await resolveElectron();
  const folder = `electron-${version.split('.')[0]}-${process.platform}-${process.arch}`;
  const recordedFile = path.join(import.meta.dirname, 'pictures', folder, 'recorded.json');
  return {
    folder,
    whyNot: whyNotCompared(recordedFile, `Electron ${version} on ${process.platform} ${process.arch}`),
    record: () => {
      mkdirSync(path.dirname(recordedFile), { recursive: true });
      const recorded: Recorded = { electron: version, fonts: fontsHere() };
      writeFileSync(recordedFile, `${JSON.stringify(recorded, null, 2)}\n`);
    },
  };
}

function whyNotCompared(recordedFile: string, here: string): string | null {
  const howToMake = '`npm test -- tests/e2e/pictures.spec.ts --update-snapshots=all` makes them.';
  if (!existsSync(recordedFile)) return `There are no pictures of ${here}. ${howToMake}`;
  const { fonts } = JSON.parse(readFileSync(recordedFile, 'utf8')) as Recorded;
  const differing = differingFonts(fonts);
  return differing.length === 0 ? null : `The pictures are not compared: ${differing.join('; ')}. ${howToMake}`;
}

/** How an Electron is started that draws the same on every computer of its platform, busy or not. */
export const steadyDrawing = {
  env: { FONTCONFIG_FILE: fontConfiguration() },
  args: [
    ...['--force-device-scale-factor=1', '--force-color-profile=srgb', '--disable-gpu', '--disable-lcd-text'],
    ...['--disable-partial-raster', '--disable-skia-runtime-opts'],
  ],
};
