import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const fontSettings = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <alias binding="same"><family>sans-serif</family><prefer><family>Cantarell</family><family>Noto Sans</family></prefer></alias>
</fontconfig>
`;

/**
 * Makes programs with this `XDG_CONFIG_HOME` write in a font that desktops come with, where it is
 * installed: the one that a bare test machine has is much wider.
 */
export async function chooseFont(configFolder: string): Promise<void> {
  const folder = path.join(configFolder, 'fontconfig');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'fonts.conf'), fontSettings);
}
