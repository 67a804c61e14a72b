import type { Point, Rectangle, Size } from 'electron';

/** The positions that decide where the panel goes, in screen coordinates. */
export interface PlacementFacts {
  /** The display with the icon or, without an icon, with the pointer. */
  readonly displayBounds: Rectangle;
  /** The display without the desktop's panels and docks. */
  readonly workArea: Rectangle;
  /** The bounds of the tray icon. Null if the desktop does not report them. */
  readonly anchor: Rectangle | null;
  readonly pointer: Point;
}

/** The distance between the popover and the icon or screen edge. */
const gapPixels = 8;

/** Returns the size, reduced to the work area. */
export function clampSize(wanted: Size, workArea: Rectangle): Size {
  return { width: Math.min(wanted.width, workArea.width), height: Math.min(wanted.height, workArea.height) };
}

/**
 * Returns the bounds of the popover: centred at the tray icon, on the side that has room. If the icon's position is
 * unknown, it goes into the corner beside the desktop's panel that is nearest to the pointer. It is always completely
 * inside the work area.
 */
export function placePanel(wanted: Size, facts: PlacementFacts): Rectangle {
  const size = clampSize(wanted, facts.workArea);
  const corner = facts.anchor === null ? besidePanel(size, facts) : besideIcon(size, facts.anchor, facts.workArea);
  return { ...inside(corner, size, facts.workArea), ...size };
}

function besideIcon(size: Size, anchor: Rectangle, workArea: Rectangle): Point {
  const centreX = anchor.x + anchor.width / 2;
  const centreY = anchor.y + anchor.height / 2;
  if (centreX < workArea.x) return { x: workArea.x + gapPixels, y: centreY - size.height / 2 };
  if (centreX >= workArea.x + workArea.width) {
    return { x: workArea.x + workArea.width - size.width - gapPixels, y: centreY - size.height / 2 };
  }
  const isInUpperHalf = centreY < workArea.y + workArea.height / 2;
  const below = Math.max(anchor.y + anchor.height, workArea.y) + gapPixels;
  const above = Math.min(anchor.y, workArea.y + workArea.height) - size.height - gapPixels;
  return { x: centreX - size.width / 2, y: isInUpperHalf ? below : above };
}

/** The widest margin between display and work area is the desktop's panel. The pointer decides the rest. */
function besidePanel(size: Size, { workArea, displayBounds, pointer }: PlacementFacts): Point {
  const left = workArea.x + gapPixels;
  const top = workArea.y + gapPixels;
  const right = workArea.x + workArea.width - size.width - gapPixels;
  const bottom = workArea.y + workArea.height - size.height - gapPixels;
  const byPointer = {
    x: pointer.x < workArea.x + workArea.width / 2 ? left : right,
    y: pointer.y < workArea.y + workArea.height / 2 ? top : bottom,
  };
  const margins = [
    { pixels: workArea.y - displayBounds.y, corner: { ...byPointer, y: top } },
    {
      pixels: marginAfter(displayBounds.y, displayBounds.height, workArea.y, workArea.height),
      corner: { ...byPointer, y: bottom },
    },
    { pixels: workArea.x - displayBounds.x, corner: { ...byPointer, x: left } },
    {
      pixels: marginAfter(displayBounds.x, displayBounds.width, workArea.x, workArea.width),
      corner: { ...byPointer, x: right },
    },
  ];
  const widest = margins.reduce((best, margin) => (margin.pixels > best.pixels ? margin : best));
  return widest.pixels > 0 ? widest.corner : byPointer;
}

function marginAfter(outerStart: number, outerLength: number, innerStart: number, innerLength: number): number {
  return outerStart + outerLength - (innerStart + innerLength);
}

function inside(corner: Point, size: Size, workArea: Rectangle): Point {
  return {
    x: clamp(Math.round(corner.x), workArea.x, workArea.x + workArea.width - size.width),
    y: clamp(Math.round(corner.y), workArea.y, workArea.y + workArea.height - size.height),
  };
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.max(lowest, Math.min(value, highest));
}

/** From this version on Electron uses Wayland by default in a Wayland session. */
const firstMajorWithWaylandByDefault = 38;

/**
 * Returns whether the app's windows use Wayland, where no program can place its own windows. `ozonePlatform` and
 * `ozoneHint` are the values of the switches, `''` if absent.
 */
export function isNativeWayland(facts: {
  readonly platform: NodeJS.Platform;
  readonly electronVersion: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly ozonePlatform: string;
  readonly ozoneHint: string;
}): boolean {
  if (facts.platform !== 'linux') return false;
  if (facts.ozonePlatform !== '' && facts.ozonePlatform !== 'auto') return facts.ozonePlatform === 'wayland';
  if (!isWaylandSession(facts.environment)) return false;
  const hint = facts.ozoneHint || (facts.environment['ELECTRON_OZONE_PLATFORM_HINT'] ?? '');
  const asksForWayland = hint === 'wayland' || hint === 'auto' || facts.ozonePlatform === 'auto';
  return asksForWayland || Number.parseInt(facts.electronVersion, 10) >= firstMajorWithWaylandByDefault;
}

/** Returns whether the user's session is one of Wayland, also for a program that runs under XWayland there. */
export function isWaylandSession(environment: Readonly<Record<string, string | undefined>>): boolean {
  return Boolean(environment['WAYLAND_DISPLAY']) && environment['XDG_SESSION_TYPE'] !== 'x11';
}
