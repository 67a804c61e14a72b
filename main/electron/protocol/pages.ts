import path from 'node:path';

/** The file that answers a request, or the reason why there is none. */
type PageFile =
  | { readonly kind: 'file'; readonly file: string; readonly contentType: string; readonly cacheControl: string }
  | { readonly kind: 'refused'; readonly status: 403 | 404 };

/** The types of files that a page may load. Others, such as source maps, are not served. */
const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

const forbidden: PageFile = { kind: 'refused', status: 403 };
const notFound: PageFile = { kind: 'refused', status: 404 };

/** Finds the file for a request in the folder `root` (absolute). It allows only reads, and only from that folder. */
export function pageFile(root: string, request: { readonly method: string; readonly url: string }): PageFile {
  if (request.method !== 'GET' && request.method !== 'HEAD') return forbidden;
  const url = parsed(request.url);
  if (url === null || url.protocol !== `${appScheme}:`) return forbidden;
  if (url.host !== appHost) return notFound;

  const pathname = decoded(url.pathname);
  // A name that still contains an escape was encoded twice, which no page does.
  if (pathname === null || /[\\\0%]/.test(pathname) || pathname.split('/').includes('..')) return forbidden;

  const file = path.join(root, pathname);
  if (!file.startsWith(root + path.sep)) return forbidden;
  const contentType = contentTypes[path.extname(file)];
  if (contentType === undefined) return notFound;
  return { kind: 'file', file, contentType, cacheControl: cacheControl(pathname) };
}

/** Vite names files in this folder by their content. Every other file may change with the next version. */
function cacheControl(pathname: string): string {
  return pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store';
}

function parsed(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

function decoded(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}

/** The scheme and host of all pages of the app. */
export const appScheme = 'app';
const appHost = 'quota-tray';
export const appOrigin = `${appScheme}://${appHost}`;

/** Returns the address of a page. */
export function pageUrl(page: 'panel.html' | 'settings.html'): string {
  return `${appOrigin}/${page}`;
}

/** The content security policy: a page may load its own files, and nothing else. Sent with every answer. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // Without allow-modals, allow-downloads and allow-popups: no print dialog, no download, no window.
  'sandbox allow-scripts allow-same-origin allow-forms',
].join('; ');
