import type { Point, Rectangle, Size } from 'electron';

/** What placing needs to know, all in screen coordinates. */
export interface PlacementFacts {
  /** The display of the icon or, without one, of the pointer. */
  readonly displayBounds: Rectangle;
  /** The display without panels and docks. */
  readonly workArea: Rectangle;
  /** The tray icon, where the desktop tells. */
  readonly anchor: Rectangle | null;
  readonly pointer: Point;
}

/** Between the popover and whatever it stands beside. */
const gapPixels = 8;

/** No larger than the work area. */
export function clampSize(wanted: Size, workArea: Rectangle): Size {
  return { width: Math.min(wanted.width, workArea.width), height: Math.min(wanted.height, workArea.height) };
}

/**
 * Where the popover goes: centred at the tray icon on the side that has room; without a known
 * icon in the corner of the work area next to the desktop's panel and nearest to the pointer.
 * Always whole inside the work area.
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

/** The thickest rim between work area and display is the panel; the pointer decides what it leaves open. */
function besidePanel(size: Size, { workArea, displayBounds, pointer }: PlacementFacts): Point {
  const left = workArea.x + gapPixels;
  const top = workArea.y + gapPixels;
  const right = workArea.x + workArea.width - size.width - gapPixels;
  const bottom = workArea.y + workArea.height - size.height - gapPixels;
  const byPointer = {
    x: pointer.x < workArea.x + workArea.width / 2 ? left : right,
    y: pointer.y < workArea.y + workArea.height / 2 ? top : bottom,
  };
  const rims = [
    { thickness: workArea.y - displayBounds.y, corner: { ...byPointer, y: top } },
    {
      thickness: rimAfter(displayBounds.y, displayBounds.height, workArea.y, workArea.height),
      corner: { ...byPointer, y: bottom },
    },
    { thickness: workArea.x - displayBounds.x, corner: { ...byPointer, x: left } },
    {
      thickness: rimAfter(displayBounds.x, displayBounds.width, workArea.x, workArea.width),
      corner: { ...byPointer, x: right },
    },
  ];
  const thickest = rims.reduce((best, rim) => (rim.thickness > best.thickness ? rim : best));
  return thickest.thickness > 0 ? thickest.corner : byPointer;
}

function rimAfter(outerStart: number, outerLength: number, innerStart: number, innerLength: number): number {
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

/** From this version on Chromium picks Wayland by itself in a Wayland session. */
const firstMajorWithWaylandByDefault = 38;

/**
 * Whether our windows belong to a Wayland compositor, which lets no program place its own
 * windows. `ozonePlatform` and `ozoneHint` are the values of the switches, empty when absent.
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
  const isWaylandSession =
    Boolean(facts.environment['WAYLAND_DISPLAY']) && facts.environment['XDG_SESSION_TYPE'] !== 'x11';
  if (!isWaylandSession) return false;
  const hint = facts.ozoneHint || (facts.environment['ELECTRON_OZONE_PLATFORM_HINT'] ?? '');
  const asksForWayland = hint === 'wayland' || hint === 'auto' || facts.ozonePlatform === 'auto';
  return asksForWayland || Number.parseInt(facts.electronVersion, 10) >= firstMajorWithWaylandByDefault;
}
