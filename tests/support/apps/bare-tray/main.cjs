// The smallest tray app there can be: the baseline that the benchmarks measure ours against.
const { app, Menu, nativeImage, Tray } = require('electron');

app.on('window-all-closed', () => {});
void app.whenReady().then(() => {
  const icon = nativeImage.createFromBitmap(Buffer.alloc(16 * 16 * 4, 0xff), { width: 16, height: 16 });
  globalThis.tray = new Tray(icon);
  globalThis.tray.setToolTip('Bare tray');
  globalThis.tray.setContextMenu(Menu.buildFromTemplate([{ label: 'Quit', click: () => app.quit() }]));
});
