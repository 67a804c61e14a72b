// Reports when the page has painted its first account, and its frames while it scrolls.
const { ipcRenderer } = require('electron');

const report = (name, value) => ipcRenderer.send('probe', name, value);
const nowMs = () => performance.timeOrigin + performance.now();

function look() {
  if (document.querySelector('[data-row]') === null) return;
  observer.disconnect();
  report('nodes', document.querySelectorAll('*').length);
  requestAnimationFrame(() => setTimeout(() => report('painted', nowMs())));
}
const observer = new MutationObserver(look);
observer.observe(document, { childList: true, subtree: true });
addEventListener('DOMContentLoaded', look);

ipcRenderer.on('probe-html', () => {
  const classes = document.documentElement.className;
  report('html', `<html class="${classes}" data-theme="light"><body>${document.body.innerHTML}</body></html>`);
});

const frames = 120;
const stepPixels = 40;
ipcRenderer.on('probe-scroll', () => {
  const main = document.querySelector('main');
  const gapsMs = [];
  let lastMs = null;
  const step = (atMs) => {
    if (lastMs !== null) gapsMs.push(atMs - lastMs);
    lastMs = atMs;
    main.scrollBy({ top: stepPixels, behavior: 'instant' });
    if (gapsMs.length < frames) requestAnimationFrame(step);
    else report('scrolled', { gapsMs, topPixels: main.scrollTop });
  };
  requestAnimationFrame(step);
});
