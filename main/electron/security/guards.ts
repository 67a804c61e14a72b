import { app, type Event, session, type Session, type WebContents } from 'electron';

/**
 * No page of the app ever goes anywhere, opens a window, saves a file, holds a foreign page or sends a packet of
 * its own. Called before the first window exists. `removalFailed` is told what was tried, without the address's query.
 */
export function guardAllWebContents(refused: (what: string) => void): void {
  app.on('web-contents-created', (_event, contents) => guard(contents, refused));
  app.on('session-created', (created) => guardSession(created, refused));
  guardSession(session.defaultSession, refused);
}

function guardSession(target: Session, refused: (what: string) => void): void {
  target.on('will-download', (event, item) => {
    event.preventDefault();
    refused(`A download from ${placeOf(item.getURL())}`);
  });
}

function guard(contents: WebContents, refused: (what: string) => void): void {
  const refuse = (what: string) => (event: Pick<Event<{ readonly url: string }>, 'preventDefault' | 'url'>) => {
    event.preventDefault();
    refused(`${what} to ${placeOf(event.url)}`);
  };
  contents.on('will-navigate', refuse('A navigation'));
  contents.on('will-redirect', refuse('A redirect'));
  contents.on('will-frame-navigate', refuse('A navigation of a frame'));
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    refused('A page inside a page');
  });
  // WebRTC asks no permission and obeys no content security policy: without a proxy it would send UDP packets.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  contents.setWindowOpenHandler(({ url }) => {
    refused(`A new window for ${placeOf(url)}`);
    return { action: 'deny' };
  });
}

/** Scheme and host only: the rest may hold what nobody should read in a log. */
function placeOf(address: string): string {
  try {
    const { protocol, host } = new URL(address);
    return `${protocol}//${host}`;
  } catch {
    return 'an unreadable address';
  }
}
