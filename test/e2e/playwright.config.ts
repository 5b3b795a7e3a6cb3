// End-to-end tests: user stories on the demo itself, in a real browser and, where a runtime can be had, in Electron.
// One worker: the stories share one lab of real servers, and run in the order of their file names.

import { defineConfig } from 'playwright/test';

export default defineConfig({
  testDir: '.',
  outputDir: process.env['PLAYWRIGHT_OUTPUT_DIR'] ?? '../../test-results',
  workers: 1,
  fullyParallel: false,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  retries: 1, // the run's last lines say which story needed it
  forbidOnly: process.env['CI'] === 'true',
  reporter: 'list',
  projects: [
    { name: 'browser', testMatch: /.*\.spec\.ts/, testIgnore: /desktop.*\.spec\.ts/ },
    { name: 'desktop', testMatch: /desktop.*\.spec\.ts/ },
  ],
});
