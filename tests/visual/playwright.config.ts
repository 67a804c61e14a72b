import { defineConfig } from '@playwright/test';
import { chromiumPath, fontConfiguration } from './support/browser.ts';

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
    // On a busy computer up to 15 pixels differed: at round corners, and where a caret blinks that the pages' policy does not let
    // Playwright hide. A letter is more.
    toHaveScreenshot: { threshold: 0, maxDiffPixels: 24, animations: 'disabled', caret: 'hide', scale: 'device' },
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
        ...['--force-color-profile=srgb', '--hide-scrollbars'],
      ],
    },
  },
});
