import { app, type WebContents } from 'electron';
import { contentSecurityPolicy } from './pages.ts';

/**
 * Answers `app://quota-tray/…` from the Vite server of `npm run dev`, so that a page keeps its origin and changes show
 * at once. F12 opens the developer tools. The build of a released app leaves this file out.
 *
 * @param devServerUrl The address of the Vite server, such as `http://127.0.0.1:5173`.
 */
export function answerFromDevServer(devServerUrl: string): (request: Request) => Promise<Response> {
  app.on('web-contents-created', (_event, contents) => equip(contents));
  const policy = developmentPolicy(devServerUrl);
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const { accept } = Object.fromEntries(request.headers);
    const response = await fetch(
      `${devServerUrl}${pathname}${search}`,
      accept === undefined ? {} : { headers: { accept } },
    );
    return new Response(await response.arrayBuffer(), {
      status: response.status,
      headers: {
        'content-type': response.headers.get('content-type') ?? 'text/plain',
        'content-security-policy': policy,
        'cache-control': 'no-store',
      },
    });
  };
}

/** Vite adds styles and a small script to the page itself, and reports changes over a WebSocket. */
function developmentPolicy(devServerUrl: string): string {
  return contentSecurityPolicy
    .replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")
    .replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    .replace("connect-src 'self'", `connect-src 'self' ${devServerUrl.replace(/^http/, 'ws')}`)
    .replace("require-trusted-types-for 'script'; ", '');
}

function equip(contents: WebContents): void {
  contents.on('before-input-event', (_event, { type, key }) => {
    if (type === 'keyDown' && key === 'F12') contents.toggleDevTools();
  });
  // The app refuses every navigation of a page, also the reload that Vite asks for. A reload from here is allowed.
  contents.on('will-frame-navigate', ({ url, isMainFrame }) => {
    if (isMainFrame && url === contents.getURL()) contents.reload();
  });
}
