// The smallest app that opens a window from its tray menu: the baseline of the panel's opening. It shows PROBE_PAGE.
const { app, BrowserWindow, Menu, nativeImage, Tray } = require('electron');
require('../probed-panel/probe.cjs');

let window = null;

function open() {
  if (window === null || window.isDestroyed()) {
    const webPreferences = { sandbox: true, contextIsolation: true, spellcheck: false };
    window = new BrowserWindow({ width: 380, height: 640, show: false, frame: false, webPreferences });
    window.once('ready-to-show', show);
    void window.loadFile(process.env.PROBE_PAGE);
  } else show();
}

function show() {
  window.show();
  window.focus();
}

app.on('window-all-closed', () => {});
void app.whenReady().then(() => {
  const icon = nativeImage.createFromBitmap(Buffer.alloc(16 * 16 * 4, 0xff), { width: 16, height: 16 });
  globalThis.tray = new Tray(icon);
  globalThis.tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Open Quota Tray', click: open }]));
});
