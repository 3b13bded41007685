import { expect, type Page, test } from '@playwright/test';
import * as api from '../support/service.mjs';
import { samplePdf } from './sample';
import {
  counterparty,
  desktop,
  linkFor,
  makeDraft,
  me,
  startService,
  visitor,
  Watch,
} from './support';

/** Presses Tab until the wanted thing has the focus, as somebody without a mouse does. */
async function tabTo(page: Page, role: Parameters<Page['getByRole']>[0], name: string | RegExp) {
  const wanted = page.getByRole(role, { name }).first();
  await expect(wanted).toBeVisible();
  for (let i = 0; i < 60; i++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return wanted;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never reached ${role} ${String(name)}`);
}

test('a recipient reads and agrees with the keyboard alone', async ({ browser }) => {
  const service = await startService();
  const watch = new Watch();
  try {
    const client = await api.setUp(service, me);
    const envelope = await makeDraft(client, {
      own: me,
      documents: [{ name: '契約書.pdf', bytes: samplePdf() }],
      counterparties: [counterparty],
    });
    await api.send(client, envelope);
    const token = await linkFor(client, counterparty.email, { envelope });

    const { page, context } = await visitor(browser, service, watch, desktop);
    await page.goto(`/r/#${token}`);
    await tabTo(page, 'button', '書類を確認する');
    await page.keyboard.press('Enter');
    await tabTo(page, 'button', '同意して進む');
    await page.keyboard.press('Enter');

    const pages = await tabTo(page, 'region', /契約書\.pdf の内容/);
    await expect(page.locator('.textLayer').first()).toContainText('業務委託契約書');
    await page.keyboard.press('+');
    await expect(page.getByRole('status', { name: '表示倍率 150 %' })).toBeVisible();
    // zooming keeps the place, and may do so just after the key
    await expect(async () => {
      await page.keyboard.press('End');
      await expect
        .poll(() => pages.evaluate((e) => e.scrollTop), { timeout: 2000 })
        .toBeGreaterThan(100);
    }).toPass();
    await expect(page.getByLabel('ページ番号')).toHaveValue('2');

    await tabTo(page, 'checkbox', '締結する権限を有します');
    await page.keyboard.press('Space');
    await tabTo(page, 'button', '同意する');
    await page.keyboard.press('Enter');
    const done = page.getByRole('heading', { name: '同意が完了しました' });
    await expect(done).toBeVisible({ timeout: 60_000 });
    await expect(done).toBeFocused();
    await context.close();
    watch.check();
  } finally {
    await service.stop();
  }
});
