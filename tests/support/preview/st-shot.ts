import path from 'node:path';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { serveFolder } from './serve.ts';
import { mkdirSync } from 'node:fs';
const out = '/tmp/src/st/png';
mkdirSync(out, { recursive: true });
const configFile = path.join(import.meta.dirname, '../../../renderer/gallery/vite.config.ts');
if (process.argv[2] !== 'nobuild') await build({ configFile, build: { outDir: '/tmp/src/st/site' }, logLevel: 'warn' });
const site = await serveFolder('/tmp/src/st/site');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const jobs = (process.argv[3] ?? 'panel:Panel and icon').split(';');
for (const job of jobs) {
  const [name = '', steps = '', opts = ''] = job.split(':');
  const o = new URLSearchParams(opts);
  const page = await browser.newPage({
    viewport: { width: Number(o.get('w') ?? 860), height: Number(o.get('h') ?? 640) },
    deviceScaleFactor: 1,
    colorScheme: o.has('dark') ? 'dark' : 'light',
    forcedColors: o.has('forced') ? 'active' : 'none',
    reducedMotion: 'reduce',
  });
  page.on('console', (m) => console.error(name, m.text()));
  page.on('pageerror', (e) => console.error(name, e.message));
  await page.goto(`${site.url}/settings.html?scene=${o.get('scene') ?? 'rich'}`);
  await page.locator('main h1').waitFor();
  for (const step of steps.split('>').filter(Boolean)) {
    if (step.startsWith('=')) await page.getByRole('searchbox').first().fill(step.slice(1));
    else await page.getByRole('button', { name: step, exact: true }).first().click({ timeout: 5000 });
  }
  const px = await page.evaluate(() => {
    const m = document.querySelector('main')!;
    return {
      content: m.scrollHeight,
      wide: [...document.querySelectorAll('main *, header *')]
        .filter((e) => {
          const r = e.getBoundingClientRect();
          return (
            r.width > 0 &&
            r.right > innerWidth + 1 &&
            !e.closest('.visually-hidden') &&
            getComputedStyle(e).position !== 'absolute'
          );
        })
        .slice(0, 4)
        .map((e) => e.outerHTML.slice(0, 120)),
    };
  });
  console.log(name, JSON.stringify(px));
  if (!o.has('h'))
    await page.setViewportSize({ width: Number(o.get('w') ?? 860), height: Math.min(2000, Math.max(640, px.content)) });
  await page.screenshot({ path: `${out}/${name}.png` });
  await page.close();
}
await browser.close();
site.close();
