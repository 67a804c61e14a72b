/** The name of the command that each package installs. */
export const commandName = 'quota-tray';

/** Where the command line lies in the folder of resources that every package has. */
export const commandInResources = {
  linux: 'bin/quota-tray',
  mac: 'bin/quota-tray',
  win: 'bin/quota-tray.cmd',
} as const;

/** Where the packages for Debian and Fedora put the app. */
export function installFolder(productName: string): string {
  return `/opt/${productName}`;
}

/**
 * The file in the folder of resources that says who installed the app. With the name of a package manager in it, the app
 * sends its user there for a new version and replaces no file itself (docs/updates.md).
 */
export const packageTypeFile = 'package-type';
