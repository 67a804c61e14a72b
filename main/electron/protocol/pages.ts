import path from 'node:path';

/** Which file answers a request, or why none does. */
type PageFile =
  | { readonly kind: 'file'; readonly file: string; readonly contentType: string; readonly cacheControl: string }
  | { readonly kind: 'refused'; readonly status: 403 | 404 };

/** What the pages are made of. Anything else in the folder, such as a source map, is not for them. */
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

/** Judges a request for a file below `root` (absolute). Only reads are answered, and only from below. */
export function pageFile(root: string, request: { readonly method: string; readonly url: string }): PageFile {
  if (request.method !== 'GET' && request.method !== 'HEAD') return forbidden;
  const url = parsed(request.url);
  if (url === null || url.protocol !== `${appScheme}:`) return forbidden;
  if (url.host !== appHost) return notFound;

  const asked = decoded(url.pathname);
  // An escape that is still there would be undone by nobody: such a name was made to deceive.
  if (asked === null || /[\\\0%]/.test(asked) || asked.split('/').includes('..')) return forbidden;

  const file = path.join(root, asked);
  if (!file.startsWith(root + path.sep)) return forbidden;
  const contentType = contentTypes[path.extname(file)];
  if (contentType === undefined) return notFound;
  return { kind: 'file', file, contentType, cacheControl: cacheControl(asked) };
}

/** The bundler names files in this folder by their content; everything else may change with the next version. */
function cacheControl(asked: string): string {
  return asked.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store';
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

/** The scheme and host that all pages of the app come from. */
export const appScheme = 'app';
const appHost = 'quota-tray';
export const appOrigin = `${appScheme}://${appHost}`;

/** The address of a page by its file name in the folder of the pages. */
export function pageUrl(page: 'panel.html' | 'settings.html'): string {
  return `${appOrigin}/${page}`;
}

/** What a page may do: load its own files, and nothing else from anywhere. Sent as a header with every answer. */
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
