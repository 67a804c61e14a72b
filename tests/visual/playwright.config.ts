import { defineConfig } from '@playwright/test';
import { fontConfiguration } from '../support/picture-fonts.ts';
import { chromiumPath } from './support/browser.ts';

// Each test has a page of its own, and the clock stands still: two at a time draw the same. Limits only catch a hang.
export default defineConfig({
  testDir: import.meta.dirname,
  outputDir: '../../test-results/visual',
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  globalSetup: './support/site.ts',
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  timeout: 120_000,
  expect: {
    timeout: 60_000,
    toHaveScreenshot: { threshold: 0, maxDiffPixels: 0, animations: 'disabled', caret: 'hide', scale: 'device' },
  },
  reporter: 'list',
  use: {
    browserName: 'chromium',
    timezoneId: 'UTC',
    actionTimeout: 30_000,
    navigationTimeout: 60_000,
    launchOptions: {
      executablePath: chromiumPath,
      env: { ...process.env, FONTCONFIG_FILE: fontConfiguration() },
      args: [
        ...['--no-sandbox', '--disable-gpu', '--disable-lcd-text', '--font-render-hinting=none'],
        ...['--force-color-profile=srgb', '--hide-scrollbars', '--force-device-scale-factor=1'],
        // A tile is drawn whole, also after a change of a part of it: the edge of the part would cut through a round corner,
        // and how many changes a tile sees depends on how busy the computer is.
        '--disable-partial-raster',
        // The same instructions on every processor.
        '--disable-skia-runtime-opts',
      ],
    },
  },
});
