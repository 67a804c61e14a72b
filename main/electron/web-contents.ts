import { app, type Event, session, type Session, type WebContents } from 'electron';

/**
 * Stops every page from navigating, opening a window, downloading a file, embedding a page and sending UDP packets. Call it
 * before the first window exists. `refused` gets a description of each attempt, with only scheme and host of the address.
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
  // WebRTC ignores permissions and the content security policy. Without a proxy it would send UDP packets.
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  contents.setWindowOpenHandler(({ url }) => {
    refused(`A new window for ${placeOf(url)}`);
    return { action: 'deny' };
  });
}

/** Returns scheme and host only, because the rest may contain private data and ends up in the log. */
function placeOf(address: string): string {
  try {
    const { protocol, host } = new URL(address);
    return `${protocol}//${host}`;
  } catch {
    return 'an unreadable address';
  }
}

/** Every permission in Electron's types. */
type Permission = Parameters<NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>>[1];

/** Every permission, with the reason why the pages do not need it. The compiler reports a missing one. */
export const denied = {
  ar: 'no camera picture is mixed with ours',
  'automatic-fullscreen': 'a popover never fills the screen',
  'background-fetch': 'pages fetch nothing',
  'background-sync': 'pages fetch nothing, least of all when closed',
  'captured-surface-control': 'nothing is captured',
  'clipboard-read': 'what a person copied elsewhere is not ours to read',
  'clipboard-sanitized-write': 'the main process copies the diagnostics, after taking secrets out',
  'deprecated-sync-clipboard-read': 'what a person copied elsewhere is not ours to read',
  'display-capture': 'the screen is not ours to see',
  fileSystem: 'files are read by the main process, and only known ones',
  fullscreen: 'a popover never fills the screen',
  geolocation: 'where a person is does not matter here',
  'geolocation-approximate': 'where a person is does not matter here',
  'hand-tracking': 'nothing here is steered by hands in the air',
  hid: 'no device is spoken to',
  'idle-detection': 'the main process knows from the system when to rest',
  keyboardLock: "the system's keys stay the system's",
  'local-fonts': 'the list of fonts identifies a person',
  'local-network': 'pages open no connection',
  'local-network-access': 'pages open no connection',
  'loopback-network': 'pages open no connection, not even to this machine',
  media: 'no camera and no microphone',
  mediaKeySystem: 'nothing protected is played',
  midi: 'no device is spoken to',
  midiSysex: 'no device is spoken to',
  nfc: 'no device is spoken to',
  notifications: 'the main process notifies, once for each event',
  openExternal: 'only the main process opens addresses, and only those on its list',
  'payment-handler': 'nothing is paid here',
  'periodic-background-sync': 'the one timer is in the main process',
  'persistent-storage': 'pages keep nothing',
  pointerLock: 'the pointer stays free',
  'screen-wake-lock': 'nothing here is worth keeping a screen awake',
  sensors: 'no sensor tells a quota',
  serial: 'no device is spoken to',
  'smart-card': 'no device is spoken to',
  'speaker-selection': 'nothing is played',
  'storage-access': 'there is no foreign page to share storage with',
  'system-wake-lock': 'the machine may sleep; figures are asked again when it wakes',
  'top-level-storage-access': 'there is no foreign page to share storage with',
  usb: 'no device is spoken to',
  vr: 'nothing here is seen with glasses on',
  'web-app-installation': 'the app is installed already',
  'web-printing': 'nothing is printed',
  'window-management': 'the main process places the windows',
  unknown: 'what has no name is not given',
} as const satisfies Record<Permission, string>;

/** Denies every permission: those on the list, and those that a newer Electron may add. */
export function denyAllPermissions(target: Session = session.defaultSession): void {
  target.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  target.setPermissionCheckHandler(() => false);
  target.setDevicePermissionHandler(() => false);
  target.setDisplayMediaRequestHandler((_request, answer) => answer(null));
}
