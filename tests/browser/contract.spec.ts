import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { judgeSignedFile, localRoot } from '../support/judged.mjs';
import { samplePdf } from './sample';
import {
  counterparty,
  desktop,
  inspect,
  mailedLink,
  owner,
  passGate,
  phone,
  reflows,
  setUp,
  startService,
  visitor,
  Watch,
} from './support';

/*
 * The whole way of one contract through the browser: set-up, upload, send; the counterparty on a
 * phone; our own signatory at the desk; the signed file, judged by programs that are not ours.
 */
test('a contract goes from an uploaded PDF to a signed file that others accept', async ({
  browser,
}) => {
  test.setTimeout(300_000);
  const service = await startService();
  const watch = new Watch();
  const { page, context } = await visitor(browser, service, watch, desktop);
  try {
    await test.step('set-up by the link that the first start prints', async () => {
      await page.goto(`/setup#${service.setupToken}`);
      await expect(page.getByRole('heading', { name: 'はじめての設定' })).toBeVisible();
      expect(page.url(), 'the token leaves the address bar').not.toContain(service.setupToken);
      await inspect(page, 'setup');
      await setUp(page, service);
      await inspect(page, 'list-first');
    });

    await test.step('files: one is accepted, one is refused with its reason', async () => {
      await page.getByRole('link', { name: '新しい書類を送る' }).first().click();
      await expect(page.getByRole('heading', { name: 'ファイルを追加' })).toBeVisible();
      await inspect(page, 'new-files');
      await page.locator('input[type=file]').setInputFiles([
        { name: '業務委託契約書.pdf', mimeType: 'application/pdf', buffer: samplePdf() },
        {
          name: 'メモ.pdf',
          mimeType: 'application/pdf',
          buffer: Buffer.from('これは PDF ではありません'),
        },
      ]);
      await expect(page.getByText('準備できました')).toBeVisible();
      await expect(page.getByText('PDF ファイルではありません')).toBeVisible();
      await inspect(page, 'new-files-added');
      await page.getByRole('button', { name: 'メモ.pdf を削除' }).click();
      await expect(page).toHaveURL(/\/envelopes\/env_[^/]+\/edit/);
      await page.getByRole('button', { name: '次へ' }).click();
    });

    await test.step('recipients: the counterparty first, then we', async () => {
      await expect(page.getByRole('heading', { name: '宛先と順番' })).toBeVisible();
      const first = page.getByRole('group', { name: '宛先 1' });
      await first.getByLabel('会社名').fill(counterparty.company);
      await first.getByLabel('氏名').fill(counterparty.name);
      await first.getByLabel('メールアドレス').fill(counterparty.email);
      await expect(page.getByRole('radio', { name: '自分' })).toBeChecked();
      await expect(page.getByText('保存しました')).toBeVisible();
      await inspect(page, 'new-recipients');
      await page.getByRole('button', { name: '次へ' }).click();
      await expect(page.getByRole('heading', { name: '入力項目を配置' })).toBeVisible();
      await page.getByRole('button', { name: '次へ', exact: true }).click();
    });

    await test.step('message and deadline', async () => {
      await page
        .getByRole('textbox', { name: 'メッセージ' })
        .fill(
          'いつもお世話になっております。\n業務委託契約書をお送りします。ご確認をお願いいたします。',
        );
      await page.getByRole('button', { name: '14 日後' }).click();
      await expect(page.getByText('保存しました')).toBeVisible();
      await inspect(page, 'new-message');
      await page.getByRole('button', { name: '次へ' }).click();
    });

    await test.step('confirmation with the mails, then sending', async () => {
      await expect(page.getByRole('heading', { name: '送信前の確認' })).toBeVisible();
      await expect(page.getByText('【確認のお願い】').first()).toBeVisible();
      await inspect(page, 'new-confirm');
      await page.getByRole('button', { name: '送信する' }).click();
      await expect(page.getByText('進行中').first()).toBeVisible();
      await expect(page.getByText(`${counterparty.name}`).first()).toBeVisible();
    });
    const envelopeUrl = page.url();
    const link = await mailedLink(page, counterparty.email);
    await inspect(page, 'outbox-mail');

    await test.step('a mail scanner fetches the link, and nothing changes', async () => {
      expect((await page.request.get(link)).status()).toBe(200);
      await page.goto(envelopeUrl);
      await expect(page.getByText('依頼済み')).toBeVisible();
      await expect(page.getByText('確認中')).toBeHidden();
      await inspect(page, 'contract-sent');
    });

    await test.step('the counterparty, on a phone', async () => {
      const theirs = await visitor(browser, service, watch, phone);
      const p = theirs.page;
      await p.goto(link);
      await expect(p.getByRole('heading', { name: '業務委託契約書' })).toBeVisible();
      expect(p.url(), 'the token leaves the address bar').not.toContain('#');
      await expect(p.getByText(owner.organisation).first()).toBeVisible();
      await expect(p.getByText('送信者は締結前に取り下げることができます').first()).toBeVisible();
      await inspect(p, 'landing');
      await reflows(p, 'landing');

      await p.getByRole('button', { name: '書類を確認する' }).click();
      await expect(p.getByRole('button', { name: '同意して進む' })).toBeVisible();
      await inspect(p, 'gate-terms');
      await reflows(p, 'gate-terms');
      await passGate(p);
      await expect(p.locator('.pdf-page canvas').first()).toHaveJSProperty(
        'width',
        await canvasWidth(p),
      );
      await expect(p.locator('.textLayer').first()).toContainText('業務委託契約書');
      await inspect(p, 'review');
      await reflows(p, 'review');

      await p.getByRole('button', { name: '同意へ進む' }).click();
      const sheet = p.getByRole('dialog');
      await sheet.getByRole('button', { name: '同意する' }).click();
      await expect(sheet.getByText('チェックを入れてください')).toBeVisible();
      await sheet.getByLabel('部署').fill('営業部');
      await sheet.getByLabel('役職').fill('部長');
      await sheet.getByLabel('締結する権限を有します').check();
      await inspect(p, 'agree');
      await sheet.getByRole('button', { name: '同意する' }).click();
      await expect(p.getByRole('heading', { name: '同意が完了しました' })).toBeVisible({
        timeout: 60_000,
      });
      await inspect(p, 'agreed');

      await test.step('our own signatory, at the desk', async () => {
        await page.goto(envelopeUrl);
        await expect(page.getByText('あなたの同意の番です')).toBeVisible();
        await inspect(page, 'contract-my-turn');
        await page.getByRole('button', { name: '同意画面を開く' }).click();
        await expect(page.locator('.textLayer').first()).toContainText('業務委託契約書');
        await page.getByLabel('締結する権限を有します').check();
        await inspect(page, 'review-own');
        await page.getByRole('button', { name: '同意する' }).click();
        await expect(
          page.getByRole('heading', { name: /同意が完了しました|締結が完了しました/ }),
        ).toBeVisible({ timeout: 60_000 });
      });

      await test.step('both hold the signed file', async () => {
        await expect(p.getByRole('heading', { name: '締結が完了しました' })).toBeVisible({
          timeout: 60_000,
        });
        await inspect(p, 'done');
        const waiting = p.waitForEvent('download');
        await p.getByRole('link', { name: /署名済み PDF をダウンロード/ }).click();
        const file = join(service.dir, 'from-the-phone.pdf');
        await (await waiting).saveAs(file);
        await theirs.context.close();

        await page.goto(envelopeUrl);
        await expect(page.getByText('締結済み').first()).toBeVisible();
        await expect(page.getByText('改ざんは検出されていません')).toBeVisible();
        await inspect(page, 'contract-done');
        await page.getByRole('button', { name: '作成する' }).click();
        const bundle = page.waitForEvent('download');
        await page
          .getByRole('link', { name: 'ダウンロード：裁判所提出用の一式' })
          .click({ timeout: 60_000 });
        expect((await streamOf(await bundle)).subarray(0, 4).toString('latin1')).toBe('PK\x03\x04');
        await inspect(page, 'contract-bundle');
        const ours = page.waitForEvent('download');
        await page.getByRole('link', { name: 'PDF をダウンロード：業務委託契約書.pdf' }).click();
        writeFileSync(`${file}.ours`, await streamOf(await ours));

        await page.goto('/verify');
        await page.locator('input[type=file]').setInputFiles(file);
        await expect(page.getByText('署名はすべて有効です')).toBeVisible({
          timeout: 60_000,
        });
        await inspect(page, 'verify-result');

        judgeSignedFile(file, await localRoot(service), 4);
      });
    });
    watch.check();
  } finally {
    await context.close();
    await service.stop();
  }
});

/** The drawing surface has pixels once the page is drawn; until then it is 300 wide or empty. */
async function canvasWidth(p: import('@playwright/test').Page): Promise<number> {
  const canvas = p.locator('.pdf-page canvas').first();
  await expect
    .poll(() => canvas.evaluate((c: HTMLCanvasElement) => c.width), { timeout: 30_000 })
    .toBeGreaterThan(600);
  return canvas.evaluate((c: HTMLCanvasElement) => c.width);
}

async function streamOf(download: import('@playwright/test').Download): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of await download.createReadStream()) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
