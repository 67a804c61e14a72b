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
