import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  isNativeWayland,
  type PlacementFacts,
  placePanel,
} from '../../../../../main/electron/windows/panel-placement.ts';

const size = { width: 380, height: 640 };
const displayBounds = { x: 0, y: 0, width: 1920, height: 1080 };
const topPanel = { x: 0, y: 30, width: 1920, height: 1050 };
const bottomPanel = { x: 0, y: 0, width: 1920, height: 1040 };
const leftDock = { x: 60, y: 0, width: 1860, height: 1080 };
const rightDock = { x: 0, y: 0, width: 1860, height: 1080 };
const topRight = { x: 1800, y: 5 };
const bottomRight = { x: 1800, y: 1070 };

const place = (facts: Partial<PlacementFacts>) =>
  placePanel(size, { displayBounds, workArea: displayBounds, anchor: null, pointer: { x: 0, y: 0 }, ...facts });

describe('the position of the popover', () => {
  it.each([
    ['below an icon at the top', topPanel, { x: 1500, y: 4, width: 22, height: 22 }, { x: 1321, y: 38 }],
    ['above an icon at the bottom', bottomPanel, { x: 1500, y: 1050, width: 22, height: 22 }, { x: 1321, y: 392 }],
    ['right of an icon in a dock at the left', leftDock, { x: 10, y: 500, width: 40, height: 40 }, { x: 68, y: 200 }],
    [
      'left of an icon in a dock at the right',
      rightDock,
      { x: 1870, y: 500, width: 40, height: 40 },
      { x: 1472, y: 200 },
    ],
    [
      'inside the work area beside an icon in the corner',
      topPanel,
      { x: 1890, y: 4, width: 22, height: 22 },
      { x: 1540, y: 38 },
    ],
  ] as const)('is %s', (_name, workArea, anchor, corner) => {
    expect(place({ workArea, anchor })).toEqual({ ...corner, ...size });
  });

  it.each([
    ['under a panel at the top', topPanel, bottomRight, { x: 1532, y: 38 }],
    ['over a panel at the bottom', bottomPanel, topRight, { x: 1532, y: 392 }],
    ['beside a dock at the left', leftDock, topRight, { x: 68, y: 8 }],
    ['beside a dock at the right', rightDock, { x: 3, y: 3 }, { x: 1472, y: 8 }],
    ['in the corner of the pointer without any panel', displayBounds, bottomRight, { x: 1532, y: 432 }],
  ] as const)('without a known icon is %s', (_name, workArea, pointer, corner) => {
    expect(place({ workArea, pointer })).toEqual({ ...corner, ...size });
  });

  it('is smaller on a small screen', () => {
    const small = { x: 0, y: 0, width: 320, height: 480 };
    expect(place({ displayBounds: small, workArea: small })).toEqual(small);
  });

  it('is always completely inside the work area, on any screen and for any icon', () => {
    const coordinate = fc.integer({ min: -4000, max: 4000 });
    const length = fc.integer({ min: 200, max: 4000 });
    const rim = fc.integer({ min: 0, max: 80 });
    fc.assert(
      fc.property(
        fc.record({ x: coordinate, y: coordinate, width: length, height: length }),
        fc.tuple(rim, rim, rim, rim),
        fc.option(fc.record({ x: coordinate, y: coordinate, width: rim, height: rim })),
        fc.record({ x: coordinate, y: coordinate }),
        (display, [top, right, bottom, left], anchor, pointer) => {
          const workArea = {
            x: display.x + left,
            y: display.y + top,
            width: display.width - left - right,
            height: display.height - top - bottom,
          };
          const placed = placePanel(size, { displayBounds: display, workArea, anchor, pointer });
          expect(placed.x).toBeGreaterThanOrEqual(workArea.x);
          expect(placed.y).toBeGreaterThanOrEqual(workArea.y);
          expect(placed.x + placed.width).toBeLessThanOrEqual(workArea.x + workArea.width);
          expect(placed.y + placed.height).toBeLessThanOrEqual(workArea.y + workArea.height);
        },
      ),
    );
  });
});

const session = { XDG_SESSION_TYPE: 'wayland', WAYLAND_DISPLAY: 'wayland-0' };
const facts = {
  platform: 'linux' as NodeJS.Platform,
  electronVersion: '45.4.1',
  environment: session as Record<string, string>,
  ozonePlatform: '',
  ozoneHint: '',
};

describe('whether the windows are Wayland windows', () => {
  it.each([
    ['a Wayland session with a present Electron', {}, true],
    ['a Wayland session with an old Electron', { electronVersion: '25.1.1' }, false],
    ['an old Electron that was asked for it', { electronVersion: '25.1.1', ozoneHint: 'auto' }, true],
    ['a Wayland session in which X11 was asked for', { ozonePlatform: 'x11' }, false],
    ['Wayland asked for by name', { ozonePlatform: 'wayland', environment: {} }, true],
    ['an X11 session', { environment: { XDG_SESSION_TYPE: 'x11', DISPLAY: ':0' } }, false],
    ['no session at all', { environment: {} }, false],
    ['macOS', { platform: 'darwin' as const }, false],
  ])('%s', (_name, change, expected) => {
    expect(isNativeWayland({ ...facts, ...change })).toBe(expected);
  });
});
