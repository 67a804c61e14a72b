import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { protocol } from 'electron';
import { appScheme, contentSecurityPolicy, pageFile } from './pages.ts';

const headersOfAll = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
} as const;

/** Makes `app:` a scheme with an origin of its own. Only before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Answers `app://quota-tray/…` with the files below the folder of the pages. Only after the app is ready. */
export function serveApp(rendererFolder: string): void {
  const root = path.resolve(rendererFolder);
  protocol.handle(appScheme, (request) => answer(root, request));
}

async function answer(root: string, request: Request): Promise<Response> {
  const found = pageFile(root, request);
  if (found.kind === 'refused') return refusal(found.status);
  try {
    // Inside the app's archive only Electron's own `fs` can read.
    const bytes = await readFile(found.file);
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(bytes), {
      status: 200,
      headers: { ...headersOfAll, 'content-type': found.contentType, 'cache-control': found.cacheControl },
    });
  } catch {
    return refusal(404);
  }
}

function refusal(status: 403 | 404): Response {
  return new Response(null, { status, headers: { ...headersOfAll, 'cache-control': 'no-store' } });
}
