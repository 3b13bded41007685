import { readFileSync } from 'node:fs';
import { type BrowserContext, expect, type Locator, type Page, test } from '@playwright/test';
import { formPdf } from '../support/fields.mjs';
import { samplePdf } from './sample';
import {
  counterparty,
  desktop,
  impression,
  inspect,
  owner,
  phone,
  reflows,
  setUp,
  startService,
  visitor,
  Watch,
} from './support';

/** Words that fit paper only: the service finds them. */
const PAPER = '本契約の成立を証するため、甲乙記名押印のうえ、各１通を保有する。';

const next = (page: Page) => page.getByRole('button', { name: '次へ', exact: true }).click();
const saved = (page: Page) => expect(page.getByText('保存しました').first()).toBeVisible();

/** The same screen as a desk and a phone show it. */
async function look(page: Page, name: string): Promise<void> {
  await expect(page.locator('main h1').first()).toBeVisible();
  await expect(page.locator('.skeleton')).toHaveCount(0);
  await page.evaluate(() => window.scrollTo(0, 0));
  await inspect(page, name);
  await page.setViewportSize(phone.viewport);
  await page.waitForTimeout(250);
  await inspect(page, name);
  await page.setViewportSize(desktop.viewport);
  await page.waitForTimeout(100);
}

/** Everybody signs by a certificate: then, and only then, there is a choice whether the service signs too. */
async function certifiesWhenAsked(page: Page): Promise<void> {
  const ours = page.getByRole('group', { name: /^宛先 2/ });
  const choice = page.getByRole('region', { name: '本サービスの署名' });
  const wish = choice.getByLabel('本サービスも書類に署名する');
  await ours.getByText('部署・署名方式・本人確認・承諾の設定').click();
  await expect(choice).toHaveCount(0);
  await ours.getByLabel('署名方式').selectOption('own_certificate');
  await expect(wish).not.toBeChecked();
  await expect(wish).toHaveAccessibleDescription(/本サービスの署名が 2 つ入ります/);
  await look(page, 'sender-recipients-certificate');
  await wish.check();
  await saved(page);
  await page.reload();
  await expect(wish).toBeChecked();
  await wish.uncheck();
  await ours.getByText('部署・署名方式・本人確認・承諾の設定').click();
  await ours.getByLabel('署名方式').selectOption('provider');
  await expect(choice).toHaveCount(0);
  await page
    .getByRole('group', { name: '宛先 1' })
    .getByText('部署・署名方式・本人確認・承諾の設定')
    .click();
}

/** Somebody else changes the same thing in another tab and saves it. */
async function meanwhile(
  context: BrowserContext,
  path: string,
  change: (page: Page, dialog: Locator) => Promise<void>,
): Promise<void> {
  const page = await context.newPage();
  const dialog = page.getByRole('dialog');
  await page.goto(path);
  await change(page, dialog);
  await dialog.getByRole('button', { name: '保存する' }).click();
  await expect(dialog).toBeHidden();
  await page.close();
}

/*
 * The sender's whole way: files with attachments, recipients with roles and factors, fields placed
 * by pointer and by keyboard, what is said of the contract, sending, and the acts that follow.
 */
test('a contract with roles, factors and fields is made, sent and followed', async ({
  browser,
}) => {
  test.setTimeout(300_000);
  const service = await startService();
  const watch = new Watch();
  watch.expected = [/status of 409/];
  const { page, context } = await visitor(browser, service, watch, desktop);
  try {
    page.setDefaultTimeout(10_000);
    await setUp(page, service);

    await test.step('files: a contract, a form, an attachment', async () => {
      await page.getByRole('link', { name: '新しい書類を送る' }).first().click();
      await page.locator('input[type=file]').setInputFiles([
        { name: '業務委託契約書.pdf', mimeType: 'application/pdf', buffer: samplePdf([PAPER]) },
        { name: '申込書.pdf', mimeType: 'application/pdf', buffer: formPdf() },
      ]);
      await expect(page).toHaveURL(/\/envelopes\/env_[^/]+\/edit/);
      await page
        .locator('input[aria-label="添付する資料を選ぶ"]')
        .setInputFiles({ name: '仕様書.txt', mimeType: 'text/plain', buffer: Buffer.from('仕様') });
      await expect(page.getByRole('link', { name: '仕様書.txt' })).toBeVisible();
      await expect(page.getByText(/ファイルの中身を調べた結果/).first()).toBeVisible();
      await page
        .getByText(/ファイルの中身を調べた結果/)
        .first()
        .click();
      await look(page, 'sender-files');
      await next(page);
    });

    await test.step('recipients: a signer with two factors, a viewer', async () => {
      const first = page.getByRole('group', { name: '宛先 1' });
      await first.getByLabel('会社名').fill(counterparty.company);
      await first.getByLabel('氏名').fill(counterparty.name);
      await first.getByLabel('メールアドレス').fill(counterparty.email);
      await first.getByText('部署・署名方式・本人確認・承諾の設定').click();
      await first.getByLabel('部署').fill('営業部');
      const method = first.getByLabel('署名方式');
      await method.selectOption('own_certificate');
      await first.getByLabel('証明書の名義に含まれる言葉').fill('山田製作所');
      await certifiesWhenAsked(page);
      await method.selectOption('provider');
      await first.getByLabel('メールの確認コード').check();
      await first.getByLabel('アクセスコード', { exact: true }).check();
      await first.getByRole('button', { name: 'コードを作る' }).click();
      await expect(first.getByLabel('アクセスコードの内容')).not.toHaveValue('');
      await first.getByRole('button', { name: /連絡先に登録/ }).click();
      await expect(page.getByText('連絡先に登録しました')).toBeVisible();
      await page.getByRole('button', { name: '宛先を追加' }).click();
      const second = page.getByRole('group', { name: /^宛先 2/ });
      await second.getByLabel('氏名').fill('鈴木 次郎');
      await second.getByLabel('メールアドレス').fill('jiro@yamada.example');
      await second.getByLabel('役割').selectOption('viewer');
      await saved(page);
      await look(page, 'sender-recipients');
      await next(page);
    });

    await test.step('fields: by pointer, by keyboard, from the form', async () => {
      await expect(page.getByRole('heading', { name: '入力項目を配置' })).toBeVisible();
      await expect(page.locator('.pdf-page canvas').first()).toBeVisible();
      await expect(page.locator('.textLayer').first()).toContainText('業務委託契約書');
      await page.getByRole('button', { name: '署名欄', exact: true }).click();
      await expect(page.getByText('署名欄を置く場所をクリックしてください')).toBeVisible();
      await page
        .locator('.field-layer')
        .first()
        .click({ position: { x: 300, y: 420 } });
      const signature = page.getByRole('button', { name: /^署名欄、.*1 ページ、必須/ });
      await expect(signature).toBeFocused();
      const before = await signature.boundingBox();
      await page.keyboard.press('Shift+ArrowRight');
      await expect
        .poll(async () => (await signature.boundingBox())?.x)
        .toBeGreaterThan(before?.x ?? 0);

      const box = await signature.boundingBox();
      if (!box) throw new Error('no box');
      await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2 + 40, { steps: 4 });
      await page.mouse.up();
      await expect.poll(async () => (await signature.boundingBox())?.y).toBeGreaterThan(box.y + 30);

      await page.getByRole('button', { name: '択一（丸）' }).focus();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('button', { name: /^択一（丸）、/ }).first()).toBeFocused();
      await page.getByLabel('選択肢（1 行に 1 つ）').fill('月払い\n年払い\n都度払い');
      await page.getByLabel('見出し').fill('支払方法');
      await expect(page.getByRole('button', { name: /^択一（丸）「支払方法」/ })).toHaveCount(3);
      await page.getByRole('button', { name: '日付', exact: true }).focus();
      await page.keyboard.press('Enter');
      await page.keyboard.press('Delete');
      await expect(page.getByRole('button', { name: /^日付、/ })).toHaveCount(0);
      await page.getByRole('button', { name: '元に戻す' }).click();
      await expect(page.getByRole('button', { name: /^日付、/ })).toHaveCount(1);
      await saved(page);
      await look(page, 'sender-fields');
      await reflows(page, 'sender-fields');

      await page.getByRole('button', { name: '申込書.pdf' }).click();
      await page.getByRole('button', { name: 'ファイルにある入力項目を取り込む' }).click();
      await expect(page.getByText('3 件の入力項目を取り込みました')).toBeVisible();
      await inspect(page, 'sender-fields-form');
      await next(page);
    });

    await test.step('what is said of the contract', async () => {
      await page.getByLabel('契約日').fill('2026-12-01');
      await page.getByLabel('契約金額（円）').fill('１，２００，０００');
      await page.getByLabel('管理番号').fill('K-2026-001');
      await page.getByRole('button', { name: '項目を追加' }).click();
      await expect(page.getByLabel('項目名 1', { exact: true })).toBeFocused();
      await page.keyboard.type('案件');
      await page.getByLabel('内容 1').fill('A-17\n第 2 期');
      await page.getByRole('button', { name: '項目を追加' }).click();
      await page.getByLabel('項目名 2', { exact: true }).fill('案件');
      await expect(page.getByText('同じ項目名がほかにもあります')).toBeVisible();
      await inspect(page, 'sender-properties');
      await page.getByRole('button', { name: '項目を削除：案件' }).last().click();
      await expect(page.getByRole('button', { name: '項目を追加' })).toBeFocused();
      await page.getByLabel('期限の何日前に知らせるか').fill('3');
      await page.getByLabel('メールに件名を表示しない').check();
      await page.getByRole('button', { name: '14 日後' }).click();
      await saved(page);
      await look(page, 'sender-details');
      await next(page);
    });

    await test.step('confirmation and sending', async () => {
      await expect(page.getByRole('heading', { name: '送信前の確認' })).toBeVisible();
      await expect(page.getByText('￥1,200,000').or(page.getByText('¥1,200,000'))).toBeVisible();
      await expect(page.getByText('案件：A-17')).toBeVisible();
      await look(page, 'sender-confirm');
      await page.getByRole('button', { name: '送信する' }).click();
      await expect(page.getByText('進行中').first()).toBeVisible();
    });

    await test.step('acts on what is under way', async () => {
      await expect(page.getByText('依頼済み').first()).toBeVisible();
      await expect(page.getByText('署名方式：立会人型').first()).toBeVisible();
      await expect(page.getByRole('region', { name: '詳細' }).getByText('A-17')).toBeVisible();
      await look(page, 'sender-envelope');
      await page.getByRole('button', { name: 'リマインドを送る', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'リマインドを送る' }).click();
      await expect(page.getByText(/にリマインド/).first()).toBeVisible();
      await page.getByRole('button', { name: `宛先を訂正：${counterparty.name}` }).click();
      await page.getByRole('dialog').getByLabel('部署').fill('第一営業部');
      await look(page, 'sender-correct');
      await page.getByRole('dialog').getByRole('button', { name: '宛先を訂正' }).click();
      await expect(page.getByText('宛先を訂正しました', { exact: true })).toBeVisible();
      await page.getByRole('button', { name: `再送：${counterparty.name}` }).click();
      await page.getByRole('dialog').getByRole('button', { name: '再送' }).click();
      await expect(page.getByText('再送しました', { exact: true })).toBeVisible();
      await page.getByRole('button', { name: '期限を延ばす', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: '期限を延ばす' }).click();
      await expect(page.getByText('期限を延ばしました', { exact: true })).toBeVisible();
      await page.getByRole('button', { name: `リンクを手渡す：${counterparty.name}` }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'リンクを表示する' }).click();
      await expect(page.getByRole('dialog').getByLabel('リンク')).toHaveValue(/\/r\/#/);
      await page.keyboard.press('Escape');
      await expect(page.getByText(/に送信者が手渡し/).first()).toBeVisible();
      const trail = page.waitForEvent('download');
      await page.getByRole('button', { name: 'PDF でダウンロード' }).click();
      expect((await trail).suggestedFilename()).toMatch(/audit-trail\.pdf$/);
      const json = page.waitForEvent('download');
      await page.getByRole('link', { name: 'JSON でダウンロード' }).click();
      const saved = await json;
      expect(saved.suggestedFilename()).toMatch(/\.json$/);
      const { events } = JSON.parse(readFileSync(await saved.path(), 'utf8'));
      expect(events.length).toBeGreaterThan(5);
      await page.getByRole('button', { name: '取り下げる' }).click();
      await page.getByRole('dialog').getByRole('button', { name: '取り下げる' }).click();
      await expect(page.getByText('取り下げ', { exact: true }).first()).toBeVisible();
    });

    await test.step('a duplicate, the trash, and back', async () => {
      await page.getByRole('button', { name: '複製して新しく作る' }).click();
      await expect(page).toHaveURL(/\/edit/);
      await page.getByRole('button', { name: '下書きを破棄' }).click();
      await page.getByRole('dialog').getByRole('button', { name: '下書きを破棄' }).click();
      await expect(page.getByRole('heading', { name: '書類', exact: true })).toBeVisible();
      await page.getByRole('link', { name: 'ごみ箱' }).click();
      await expect(page.getByRole('heading', { name: 'ごみ箱' })).toBeVisible();
      await look(page, 'sender-trash');
      await page.getByRole('button', { name: /^元に戻す：/ }).click();
      await expect(page.getByText('ごみ箱は空です')).toBeVisible();
    });

    await test.step('the address book', async () => {
      await page.getByRole('link', { name: '連絡先' }).click();
      await expect(page.getByRole('rowheader', { name: `${counterparty.name} 様` })).toBeVisible();
      await look(page, 'sender-contacts');
      await page.getByRole('button', { name: `編集：${counterparty.name}` }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('役職').fill('部長');

      await meanwhile(context, '/contacts', async (other, theirs) => {
        await other.getByRole('button', { name: `編集：${counterparty.name}` }).click();
        await theirs.getByLabel('部署').fill('法務部');
      });
      await dialog.getByRole('button', { name: '保存する' }).click();
      await expect(dialog.getByText('ほかの方が変更しました')).toBeVisible();
      await look(page, 'sender-contact-conflict');
      await dialog.getByRole('button', { name: '最新の内容を読み込む' }).click();
      await expect(dialog.getByLabel('部署')).toHaveValue('法務部');
      await dialog.getByLabel('役職').fill('部長');
      await dialog.getByRole('button', { name: '保存する' }).click();
      await expect(page.getByText('法務部 部長')).toBeVisible();
    });

    await test.step('approvals: a route for all, asked for and given', async () => {
      await page.getByRole('link', { name: '承認', exact: true }).click();
      await expect(page.getByText('承認待ちの書類はありません')).toBeVisible();
      await page.getByRole('button', { name: '承認経路を追加' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('経路の名前').fill('全件の承認');
      await dialog.getByLabel('すべての書類で承認を必須にする').check();
      await dialog.getByLabel(owner.name).check();
      await dialog.getByLabel('作成者自身による承認を認める').check();
      await look(page, 'sender-route');
      await dialog.getByRole('button', { name: '保存する' }).click();
      await expect(page.getByRole('rowheader', { name: '全件の承認' })).toBeVisible();
      await page.getByRole('button', { name: '編集：全件の承認' }).click();
      await meanwhile(context, '/approvals', async (other, theirs) => {
        await other.getByRole('button', { name: '編集：全件の承認' }).click();
        await theirs.getByLabel('経路の名前').fill('全件');
      });
      await dialog.getByLabel('経路の名前').fill('すべての契約');
      await dialog.getByRole('button', { name: '保存する' }).click();
      await dialog.getByRole('button', { name: 'この画面の内容で上書きする' }).click();
      await expect(page.getByRole('rowheader', { name: 'すべての契約' })).toBeVisible();
      await page.getByRole('link', { name: '書類', exact: true }).click();
      await page
        .getByRole('link', { name: /^作成を続ける/ })
        .first()
        .click();
      await expect(page.getByRole('heading', { name: 'ファイルを追加' })).toBeVisible();
      await page.goto(`${page.url().split('?')[0]}?step=5`);
      await page.getByRole('button', { name: '承認を依頼する' }).click();
      await expect(page.getByText('あなたの承認が求められています').first()).toBeVisible();
      await page.getByRole('link', { name: '承認', exact: true }).click();
      await look(page, 'sender-approvals');
      await page.getByRole('link', { name: /^内容を確認する/ }).click();
      await expect(page.getByRole('heading', { name: /^社内の承認/ })).toBeVisible();
      await look(page, 'sender-approve');
      for (const [button, done, state] of [
        ['差し戻す', '差し戻しました', '差し戻し'],
        ['却下する', '却下しました', '却下'],
      ] as const) {
        await page.getByRole('button', { name: button, exact: true }).click();
        await expect(page.getByText('理由を入力してください')).toBeVisible();
        await page.getByLabel('伝えたいこと').fill(`${state}の理由：金額を確かめてください。`);
        await page.getByRole('button', { name: button, exact: true }).click();
        await expect(page.getByText(done, { exact: true })).toBeVisible();
        const panel = page.getByRole('region', { name: `社内の承認 ${state}` });
        await expect(panel.getByText(`${state}の理由`)).toBeVisible();
        await inspect(page, `sender-approval-${button === '却下する' ? 'rejected' : 'returned'}`);
        await panel.getByRole('button', { name: '承認を依頼する' }).click();
        await expect(page.getByText('あなたの承認が求められています').first()).toBeVisible();
      }
      await page.getByRole('button', { name: '承認する', exact: true }).click();
      await expect(page.getByText('承認済み').first()).toBeVisible();
    });

    await test.step('seals: made from text', async () => {
      await page.getByRole('link', { name: '印影' }).click();
      await page.getByRole('button', { name: '文字から作る' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('彫る文字').fill('佐藤');
      await expect(dialog.getByRole('img', { name: 'できあがりの見本' })).toBeVisible();
      await dialog.getByLabel('登録名').fill('認印');
      await look(page, 'sender-seal');
      await dialog.getByRole('button', { name: '登録する' }).click();
      await expect(page.getByRole('img', { name: '認印 の印影' })).toBeVisible();
      await page.getByRole('button', { name: '画像から作る' }).click();
      await dialog.getByRole('button', { name: '登録する' }).click();
      await expect(dialog.getByText('画像を選んでください')).toBeVisible();
      await dialog.getByLabel('画像を選ぶ').setInputFiles({
        name: '印影.png',
        mimeType: 'image/png',
        buffer: await impression(page),
      });
      await expect(dialog.getByRole('img', { name: '背景を取り除いた印影' })).toBeVisible();
      await dialog.getByLabel('登録名').fill('銀座支店の認印');
      await look(page, 'sender-seal-picture');
      await dialog.getByRole('button', { name: '登録する' }).click();
      await expect(page.getByRole('img', { name: '銀座支店の認印 の印影' })).toBeVisible();
      await look(page, 'sender-seals');
    });

    await test.step('the least authentication, changed at two places', async () => {
      await page.getByRole('link', { name: '本人確認の設定' }).click();
      const theirs = page.getByRole('group', { name: '相手方の宛先' });
      const save = page.getByRole('button', { name: '保存する' });
      await theirs.getByLabel('メールの確認コード').check();
      const other = await context.newPage();
      await other.goto('/authentication');
      await other.getByLabel('パスワード').check();
      await other.getByRole('button', { name: '保存する' }).click();
      await expect(other.getByText('本人確認の設定を保存しました')).toBeVisible();
      await other.close();
      await save.click();
      await look(page, 'sender-authentication-conflict');
      await page.getByRole('dialog').getByRole('button', { name: '最新の内容を読み込む' }).click();
      await expect(page.getByLabel('パスワード')).toBeChecked();
      await expect(theirs.getByLabel('メールの確認コード')).not.toBeChecked();
      await theirs.getByLabel('メールの確認コード').focus();
      await page.keyboard.press('Space');
      await save.click();
      await expect(page.getByText('本人確認の設定を保存しました')).toBeVisible();
      await page.reload();
      await expect(theirs.getByLabel('メールの確認コード')).toBeChecked();
      await expect(save).toBeDisabled();
    });
    watch.check();
  } finally {
    await context.close();
    await service.stop();
  }
});
