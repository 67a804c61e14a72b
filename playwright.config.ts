import { defineConfig } from '@playwright/test';

// One app at a time: each test has the only tray icon and the only notifications of its desktop.
export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  // Limits only catch a test that hangs: a busy machine is slow, and that is no fault.
  timeout: 300_000,
  expect: {
    timeout: 60_000,
    toHaveScreenshot: { threshold: 0, maxDiffPixels: 0, animations: 'disabled', caret: 'hide', scale: 'device' },
  },
  reporter: 'list',
});
