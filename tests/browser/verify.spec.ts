import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { flip } from '../forge/lib/pdf.mjs';
import { increment } from '../forge/lib/update.mjs';
import * as judge from '../support/judge.mjs';
import { plainPdf } from '../support/pdfs.mjs';
import {
  desktop,
  inspect,
  phone,
  reflows,
  type RunningService,
  startService,
  visitor,
  Watch,
} from './support';

/*
 * The public verify page, with files that `skysign sign` makes here: signed under the service's own
 * authority (trusted), under a stranger's, altered, changed afterwards, not signed, not a PDF.
 */
test.describe.configure({ mode: 'serial' });

const dir = judge.tempDir('verify-page');
const at = (name: string) => join(dir, name);
let service: RunningService;

const skysign = (...args: string[]) => {
  const env = { ...process.env, ASAN_OPTIONS: 'detect_leaks=0' };
  execFileSync(judge.skysign, args, { env, stdio: 'pipe' });
};
const key = (name: string) => ['--key', at(`${name}.key`), '--cert', at(`${name}.cer`)];

function issue(ca: string, name: string, as: string): void {
  skysign('ca', 'issue', ca, '--kind', 'signer', '--name', name, '--out', at(as));
}

function makeFiles(): void {
  const sign = (from: string, to: string, ...more: string[]) =>
    skysign('sign', at(from), at(to), ...more);
  writeFileSync(at('plain.pdf'), plainPdf());
  const first = [...key('hanako'), '--certify', '2', '--tsa', `${service.url}/tsa`];
  sign('plain.pdf', 'one.pdf', ...first);
  sign('one.pdf', 'contract.pdf', ...key('taro'), '--reason', '契約内容に同意するため');
  sign('plain.pdf', 'stranger.pdf', ...key('stranger'));
  const contract = readFileSync(at('contract.pdf'));
  writeFileSync(at('altered.pdf'), flip(contract, 30));
  const other = '<< /Length 42 >>\nstream\nBT /F1 18 Tf 72 720 Td (Another) Tj ET     \nendstream';
  writeFileSync(at('changed.pdf'), increment(contract, { 4: other }));
  writeFileSync(at('not-a-pdf.pdf'), 'PK zip archive');
  writeFileSync(at('empty.pdf'), '');
  writeFileSync(at('damaged.pdf'), `%PDF-1.7\n${'x'.repeat(2000)}`);
}

test.beforeAll(async () => {
  const ca = at('service/data/sealer/ca');
  mkdirSync(at('service/data/sealer'), { recursive: true, mode: 0o700 });
  skysign('ca', 'init', ca);
  issue(ca, '佐藤 花子', 'hanako');
  issue(ca, '山田 太郎', 'taro');
  skysign('ca', 'init', at('elsewhere'));
  issue(at('elsewhere'), '鈴木 一郎', 'stranger');
  service = await startService({ dir: at('service'), settings: { upload_max: '1M' } });
  makeFiles();
});

test.afterAll(async () => {
  await service.stop();
  rmSync(dir, { recursive: true, force: true });
});

const word = (page: Page) => page.locator('.verdict-word');

async function choose(page: Page, name: string): Promise<void> {
  await page.goto('/verify');
  await page.locator('input[type=file]').setInputFiles(at(name));
}

/** A file out of the page's own hands, as dropping and pasting give it. */
async function transfer(page: Page, event: 'drop' | 'paste', name: string): Promise<void> {
  const bytes = readFileSync(at(name)).toString('base64');
  await page.evaluate(
    ([kind, base64, fileName]) => {
      const data = new DataTransfer();
      const raw = Uint8Array.from(atob(base64 ?? ''), (c) => c.charCodeAt(0));
      data.items.add(new File([raw], fileName ?? '', { type: 'application/pdf' }));
      const target = document.querySelector('h1');
      if (kind === 'paste')
        target?.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
      else
        for (const type of ['dragenter', 'dragover', 'drop'])
          target?.dispatchEvent(
            new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }),
          );
    },
    [event, bytes, name],
  );
}

const results: [file: string, word: string, sentence: string, acrobat: string][] = [
  ['contract.pdf', '有効', 'この文書の署名はすべて有効です。', 'すべての署名が有効です。'],
  ['stranger.pdf', '一部確認できません', '発行元を確認できません', '署名の完全性は不明です'],
  [
    'altered.pdf',
    '信頼できません',
    '内容が書き換えられています',
    '少なくとも 1 つの署名が無効です',
  ],
  ['changed.pdf', '信頼できません', '許可されていない変更', 'Acrobat は変更を判定する規則が異なり'],
  ['plain.pdf', '署名がありません', '電子署名がありません', '署名パネルに署名が表示されません'],
  ['damaged.pdf', '読み取れません', 'PDF として読み取れません', '壊れている'],
];

for (const [size, kind] of [
  ['desk', desktop],
  ['phone', phone],
] as const)
  test(`every verdict is one sentence first, and explains Acrobat, ${size}`, async ({
    browser,
  }) => {
    const watch = new Watch();
    const { page, context } = await visitor(browser, service, watch, kind);
    await page.goto('/verify');
    await expect(page.getByRole('button', { name: 'PDF を選ぶ' })).toBeVisible();
    await inspect(page, 'verify-start');
    if (kind === phone) await reflows(page, 'verify-start');
    for (const [file, short, sentence, acrobat] of results)
      await test.step(file, async () => {
        await choose(page, file);
        const heading = page.getByRole('heading', { level: 2, name: sentence });
        await expect(heading).toBeVisible();
        await expect(heading, 'the result is read out').toBeFocused();
        await expect(word(page)).toHaveText(short);
        await expect(page.locator('.acrobat')).toContainText(acrobat);
        const name = `verify-${file.replace('.pdf', '')}`;
        await inspect(page, name);
        if (file === 'contract.pdf' || file === 'changed.pdf') {
          await page.getByRole('button', { name: '詳細をすべて開く' }).click();
          await inspect(page, `${name}-open`);
        }
        if (kind === phone) await reflows(page, name);
      });
    await context.close();
    watch.check();
  });

test.describe('on a desk', () => {
  let page: Page;
  let context: BrowserContext;
  const watch = new Watch();
  test.beforeAll(async ({ browser }) => {
    ({ page, context } = await visitor(browser, service, watch, desktop));
  });
  test.afterAll(async () => {
    await context.close();
    watch.check();
  });

  test('each signature says who, when and what came after', async () => {
    await choose(page, 'contract.pdf');
    const cards = page.locator('.signature');
    await expect(cards).toHaveCount(2);
    await expect(cards.nth(0)).toContainText('佐藤 花子');
    await expect(cards.nth(0)).toContainText('証明された時刻');
    await expect(cards.nth(0)).toContainText('許可された入力や署名が加わりました');
    await expect(cards.nth(1)).toContainText('山田 太郎');
    await expect(cards.nth(1)).toContainText('申告された時刻');
    await expect(cards.nth(1)).toContainText('このファイルの全体');
    await expect(cards.nth(1)).toContainText('契約内容に同意するため');
    await expect(page.locator('.verdict')).toContainText('第三者のタイムスタンプによる証明のない');
    await choose(page, 'changed.pdf');
    await expect(page.locator('.change-refused').first()).toBeVisible();
  });

  test('the digest is the file’s own, and the saved JSON is the service’s', async () => {
    await choose(page, 'contract.pdf');
    const expected = execFileSync('sha256sum', [at('contract.pdf')])
      .toString()
      .slice(0, 64);
    await expect(page.locator('.verdict-file code')).toHaveText(/^([0-9a-f]{8} ?){8}$/);
    const shown = await page.locator('.verdict-file code').innerText();
    expect(shown.replaceAll(' ', '')).toBe(expected);
    const waiting = page.waitForEvent('download');
    await page.getByRole('button', { name: '結果を JSON で保存' }).click();
    const saved = await waiting;
    expect(saved.suggestedFilename()).toBe('contract.verify.json');
    await saved.saveAs(at('saved.json'));
    const json = JSON.parse(readFileSync(at('saved.json'), 'utf8')) as { verdict: string };
    expect(json.verdict).toBe('TOTAL-PASSED');
  });

  test('a file may be dropped anywhere, or pasted, also over an older result', async () => {
    await page.goto('/verify');
    await expect(page.getByRole('button', { name: 'PDF を選ぶ' })).toBeVisible();
    await transfer(page, 'drop', 'contract.pdf');
    await expect(word(page)).toHaveText('有効');
    await transfer(page, 'paste', 'plain.pdf');
    await expect(word(page)).toHaveText('署名がありません');
  });

  test('the keyboard is enough', async () => {
    // Asked for early: the browser must be listening before the key is pressed.
    const chooser = page.waitForEvent('filechooser');
    await page.goto('/verify');
    const button = page.getByRole('button', { name: 'PDF を選ぶ' });
    await expect(button).toBeVisible();
    for (let i = 0; i < 12 && !(await button.evaluate((e) => e === document.activeElement)); i++)
      await page.keyboard.press('Tab');
    await expect(button).toBeFocused();
    await page.keyboard.press('Enter');
    await (await chooser).setFiles(at('contract.pdf'));
    await expect(word(page)).toHaveText('有効');
    await expect(page.locator('#verdict')).toBeFocused(); // a moment after the result is shown
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: '別の PDF を検証する' })).toBeFocused();
    const summary = page.locator('.signature summary').first();
    for (let i = 0; i < 12 && !(await summary.evaluate((e) => e === document.activeElement)); i++)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect(page.locator('.signature details').first()).toHaveAttribute('open', '');
  });

  test('on paper everything is open, and the file and its digest are named', async () => {
    await choose(page, 'contract.pdf');
    await expect(page.locator('.verdict-file code')).toHaveText(/^([0-9a-f]{8} ?){8}$/);
    await page.emulateMedia({ media: 'print' });
    await page.pdf({ path: at('paper.pdf'), preferCSSPageSize: true });
    await page.emulateMedia({ media: 'screen' });
    const text = execFileSync('pdftotext', ['-layout', at('paper.pdf'), '-']).toString();
    for (const words of ['署名検証結果', 'contract.pdf', 'SHA-256', '判定の理由', 'ETSI.CAdES'])
      expect(text.normalize('NFKC')).toContain(words);
    expect(text, 'page numbers').toMatch(/1 ?\/ ?\d/);
    expect(text).not.toContain('別の PDF を検証する');
    expect(execFileSync('pdfinfo', [at('paper.pdf')]).toString()).toContain('A4');
    await expect(page.locator('details[open]')).toHaveCount(0);
  });

  test('what is no PDF, empty or too large is refused with what to do', async () => {
    watch.expected = [/413|Failed to load resource/];
    await choose(page, 'not-a-pdf.pdf');
    await expect(page.getByRole('alert')).toContainText('PDF ではありません');
    await inspect(page, 'verify-not-pdf');
    await choose(page, 'empty.pdf');
    await expect(page.getByRole('alert')).toContainText('中身が空のファイルです');
    writeFileSync(at('large.pdf'), Buffer.concat([plainPdf(), Buffer.alloc(3_000_000, 32)]));
    expect(statSync(at('large.pdf')).size).toBeGreaterThan(1_048_576);
    await choose(page, 'large.pdf');
    await expect(page.getByRole('alert')).toContainText('大きすぎます');
    await inspect(page, 'verify-too-large');
  });

  test('a lost connection is told, and trying again works', async () => {
    watch.expected = [/ERR_INTERNET_DISCONNECTED|Failed to load resource/];
    await page.goto('/verify');
    await expect(page.getByRole('button', { name: 'PDF を選ぶ' })).toBeVisible();
    await context.setOffline(true);
    await page.locator('input[type=file]').setInputFiles(at('contract.pdf'));
    await expect(page.getByRole('alert')).toContainText('インターネットにつながっていません');
    await context.setOffline(false);
    await page.getByRole('button', { name: 'もう一度試す' }).click();
    await expect(word(page)).toHaveText('有効');
  });

  test('English says the same, and switching keeps the result', async () => {
    await choose(page, 'stranger.pdf');
    await expect(word(page)).toHaveText('一部確認できません');
    await page.getByRole('button', { name: 'English' }).click();
    await expect(word(page)).toHaveText('Not fully confirmed');
    await expect(page.locator('.acrobat')).toContainText('At least one signature has problems.');
    await page.getByRole('button', { name: 'Open all detail' }).click();
    await inspect(page, 'verify-stranger-en');
    const japanese = await page.locator('main').innerText();
    expect(japanese.replace(/鈴木 一郎|SkySign 試用\S*|ルート認証局/g, '')).not.toMatch(/[ぁ-ん]/);
  });
});
