/**
 * Returns the AppImage file that a program runs from; null: it runs from none. A terminal inside another AppImage hands its
 * own variables to every program that it starts, so they only count for a program inside the mounted folder.
 *
 * @param executable The path of the running program.
 */
export function ownAppImage(
  environment: Readonly<Record<string, string | undefined>>,
  executable: string,
): string | null {
  const [file = '', mount = ''] = [environment['APPIMAGE'], environment['APPDIR']];
  const isMounted = mount.startsWith('/') && executable.startsWith(`${mount.replace(/\/+$/, '')}/`);
  return file.startsWith('/') && isMounted ? file : null;
}
