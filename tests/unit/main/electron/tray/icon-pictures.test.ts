import { expect, it } from 'vitest';
import type { IconStyle, TrayIcon } from '../../../../../core/views/tray-icon.ts';
import { iconPictures } from '../../../../../main/electron/tray/icon-pictures.ts';
import { exampleIcons } from '../../../../support/example-icons.ts';

const icon = (style: IconStyle): TrayIcon => ({
  ...{ style, tone: 'automatic', attention: false },
  figure: { state: 'fine', leftPercent: 52 },
  bars: [
    { state: 'fine', leftPercent: 60 },
    { state: 'fine', leftPercent: 45 },
  ],
});

const pictures = iconPictures({ bars: icon('bars'), number: icon('number'), ring: icon('ring') });

it('the pictures of the examples are those that the app draws', () => {
  expect(exampleIcons).toEqual(pictures);
});

it('a picture of now and one of little left differ on both panels, in every style', () => {
  const all = Object.values(pictures).flatMap(({ light, dark }) => [...light, ...dark]);
  expect(all).toHaveLength(12);
  expect(new Set(all).size).toBe(12);
  for (const address of all) expect(address).toMatch(/^data:image\/png;base64,iVBOR/);
});
