import path from 'node:path';
import { appHost, appScheme } from '../security/app-origin.ts';

/** Which file answers a request, or why none does. */
export type PageFile =
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
