/** Whether windows can be shown here: always on macOS and Windows, by the usual variables on Linux. */
export function hasDisplay(environment: Readonly<NodeJS.ProcessEnv> = process.env): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
}
