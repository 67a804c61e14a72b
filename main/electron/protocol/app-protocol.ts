import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { app, protocol } from 'electron';
import { answerFromDevServer } from './development.ts';
import { appScheme, contentSecurityPolicy, pageFile } from './pages.ts';

const commonHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
} as const;

/** Set by `npm run dev` only. Every other build puts null here and drops what depends on it. */
declare const __DEV_SERVER_URL__: string | null;

/**
 * Makes `app:` a scheme with its own origin. Call it before the app is ready.
 *
 * Chromium keeps no compiled code of the pages: V8 compares only the length of a script with its kept code, so whoever
 * can write to the state folder could put other code into the sealed app.
 */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: appScheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: false } },
  ]);
}

/** Answers `app://quota-tray/…` with the files in the folder of the pages. Call it after the app is ready. */
export function serveApp(rendererFolder: string): void {
  const root = path.resolve(rendererFolder);
  const isDevelopment = __DEV_SERVER_URL__ !== null && !app.isPackaged;
  protocol.handle(
    appScheme,
    isDevelopment ? answerFromDevServer(__DEV_SERVER_URL__) : (request) => answer(root, request),
  );
}

async function answer(root: string, request: Request): Promise<Response> {
  const found = pageFile(root, request);
  if (found.kind === 'refused') return refusal(found.status);
  try {
    // Only Electron's own `fs` can read in the app's archive.
    const bytes = await readFile(found.file);
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(bytes), {
      status: 200,
      headers: { ...commonHeaders, 'content-type': found.contentType, 'cache-control': found.cacheControl },
    });
  } catch {
    return refusal(404);
  }
}

function refusal(status: 403 | 404): Response {
  return new Response(null, { status, headers: { ...commonHeaders, 'cache-control': 'no-store' } });
}
