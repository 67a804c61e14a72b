/** The scheme and host that all pages of the app come from. */
export const appScheme = 'app';
export const appHost = 'quota-tray';
export const appOrigin = `${appScheme}://${appHost}`;

/** The address of a page by its file name in the folder of the pages. */
export function pageUrl(page: 'panel.html' | 'settings.html'): string {
  return `${appOrigin}/${page}`;
}
