import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/*
 * Debian's Chromium without its window, and no browser of Playwright's own (CHROMIUM names
 * another). The tests start the real service themselves (SKYSIGN names the binary). With
 * PICTURES set, a picture of every screen goes to out/.
 */
const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium-headless-shell';
if (!existsSync(chromium)) throw new Error(`no browser at ${chromium}; set CHROMIUM`);

export default defineConfig({
  testDir: '.',
  outputDir: 'out/results',
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
  use: {
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    launchOptions: {
      executablePath: chromium,
      env: { ...process.env, LANGUAGE: 'ja' } as Record<string, string>,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--font-render-hinting=none',
        '--force-color-profile=srgb',
      ],
    },
  },
});
