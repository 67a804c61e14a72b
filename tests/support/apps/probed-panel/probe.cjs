// Reports what windows and pages do, a line of JSON each, and takes commands, a word each. No tool is attached to the page.
const path = require('node:path');
const { app, BrowserWindow, ipcMain, session } = require('electron');

const report = (name, value) => process.stdout.write(`probe ${JSON.stringify([name, value])}\n`);
const nowMs = () => performance.timeOrigin + performance.now();
const windows = () => BrowserWindow.getAllWindows();

ipcMain.on('probe', (_event, name, value) => report(name, value));
app.on('browser-window-created', (_event, window) => {
  report('created', nowMs());
  window.on('show', () => report('shown', nowMs()));
});
void app.whenReady().then(() => {
  const preload = path.join(__dirname, 'preload.cjs');
  if (session.defaultSession.registerPreloadScript === undefined) session.defaultSession.setPreloads([preload]);
  else session.defaultSession.registerPreloadScript({ type: 'frame', filePath: preload });
});

const commands = {
  hide: () => windows().forEach((window) => window.hide()),
  destroy: () => windows().forEach((window) => window.destroy()),
  html: () => windows().forEach((window) => window.webContents.send('probe-html')),
  scroll: () => windows().forEach((window) => window.webContents.send('probe-scroll')),
};
process.stdin.on('data', (data) => {
  for (const word of String(data).split('\n')) commands[word]?.();
});
