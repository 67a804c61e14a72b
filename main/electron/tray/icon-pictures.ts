import type { IconStyle, TrayIcon } from '../../../core/views/tray-icon.ts';
import { iconKey } from './icon-cache.ts';
import { drawIcon } from './icon-drawing.ts';
import { encodePng } from './raster.ts';

/** Pictures of the tray icon for a page, as `data:` addresses: on a light panel and on a dark one. */
export interface IconPictures {
  readonly light: readonly string[];
  readonly dark: readonly string[];
}

/** Twice the size at which a page shows them. */
const sizePixels = 44;

/** What each style looks like when little is left. It is a sample and no figure of an account. */
const lowSample = { state: 'critical', leftPercent: 7 } as const;

/** The most icons that are kept drawn. */
const mostKept = 32;
const kept = new Map<string, string>();

/** Returns each style as it looks now, and as it looks when little is left. */
export function iconPictures(icons: Readonly<Record<IconStyle, TrayIcon>>): Readonly<Record<IconStyle, IconPictures>> {
  return { bars: inBothInks(icons.bars), number: inBothInks(icons.number), ring: inBothInks(icons.ring) };
}

function inBothInks(icon: TrayIcon): IconPictures {
  const fine = { state: 'fine', leftPercent: 55 } as const;
  const low: TrayIcon = { ...icon, attention: false, figure: lowSample, bars: [lowSample, fine] };
  const inInk = (ink: 'light' | 'dark'): readonly string[] => [picture(icon, ink), picture(low, ink)];
  // Dark ink stands on a light panel.
  return { light: inInk('dark'), dark: inInk('light') };
}

function picture(icon: TrayIcon, ink: 'light' | 'dark'): string {
  const key = `${iconKey(icon)} ${ink}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const png = encodePng(drawIcon(icon, sizePixels, ink), sizePixels, sizePixels);
  const address = `data:image/png;base64,${png.toString('base64')}`;
  const [oldest] = kept.keys();
  if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
  kept.set(key, address);
  return address;
}
