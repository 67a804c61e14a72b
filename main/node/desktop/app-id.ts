/**
 * The id of the app for desktops: the name of its desktop entry, its app id on Wayland, its window class on X11, and its
 * user model id on Windows. `package.json` (`desktopName`) and `electron-builder.yml` (`appId`) say the same.
 */
export const appId = 'io.github.quota_tray.quota_tray';

/** The argument with which the app's own program runs the command line. `quota-tray.cjs` uses it too. */
export const commandLineArgument = '--command-line';
