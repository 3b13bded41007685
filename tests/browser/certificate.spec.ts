import { execFileSync } from 'node:child_process';
import { expect, type Page, test } from '@playwright/test';
import { startClientFront } from '../support/client-front.mjs';
import { makeCa, skysign } from '../support/judge.mjs';
import * as api from '../support/service.mjs';
import {
  type Client,
  counterparty,
  desktop,
  enter,
  inspect,
  me,
  ownCertificateRequest,
  phone,
  type RunningService,
  reflows,
  startService,
  visitor,
  Watch,
} from './support';

/*
 * Signing with a certificate of one's own (当事者型): the page, and the real signing program beside it. No browser
 * here has a handler for skysign://, as on a computer where the program is missing: the code is entered by hand.
 */
interface Front {
  sign: (
    ticket: string,
    key: string,
    options: { pin: Promise<string> },
  ) => Promise<{ status: number; err: string }>;
  close: () => void;
}
const android =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36';

test.use({ actionTimeout: 15_000 });

let service: RunningService;
let client: Client;
let front: Front;
let pfx: string;

test.beforeAll(async () => {
  const ca = makeCa() as {
    root: string;
    issue: (name: string, options: object) => { p12: string };
  };
  pfx = ca.issue('株式会社 青空商事 署名者', { kind: 'p256' }).p12;
  service = await startService({ settings: { verify_trust: ca.root } });
  client = await api.setUp(service as never, me);
  front = (await startClientFront(service)) as unknown as Front;
});
test.afterAll(async () => {
  front?.close();
  await service?.stop();
});

const dialog = (p: Page) => p.getByRole('dialog', { name: '電子証明書で署名する' });

async function askForTicket(p: Page) {
  await p.getByRole('button', { name: '電子証明書で署名する' }).click();
  await expect(dialog(p).getByText('署名アプリが開かないとき')).toBeVisible();
}

async function codeOf(p: Page): Promise<string> {
  await dialog(p).getByText('コードを入力して署名する').click();
  const code = (await dialog(p).locator('.signing-code').textContent()) ?? '';
  expect(code).toMatch(/^[A-Za-z0-9_-]{43}$/);
  return code;
}

test('a recipient signs with a certificate, and the page tells how far it is', async ({
  browser,
}) => {
  const watch = new Watch();
  watch.expected.push(/skysign:/); // nothing here is registered for it
  const { link } = await ownCertificateRequest(client);

  await test.step('a phone explains why it cannot, and what can be done', async () => {
    const kind = { ...phone, userAgent: android };
    const { page: p, context } = await visitor(browser, service, watch, kind);
    await p.goto(link);
    await enter(p);
    await p.getByRole('button', { name: '同意へ進む' }).click();
    await expect(p.getByText('パソコンが必要です')).toBeVisible();
    await inspect(p, 'certificate-no-computer');
    await context.close();
  });

  const { page: p, context } = await visitor(browser, service, watch, desktop);
  await p.goto(link);
  await enter(p, () => api.codeFor(client, counterparty.email, {}) as Promise<string>);
  const form = p.getByRole('complementary');
  await expect(form.getByText('この署名には、パソコンが必要です')).toBeHidden();
  await form.getByRole('checkbox').last().check();
  await inspect(p, 'certificate-form');

  await test.step('it is stopped while nobody has come, and begun anew', async () => {
    await askForTicket(p);
    await codeOf(p);
    await inspect(p, 'certificate-waiting');
    await reflows(p, 'certificate-waiting');
    await dialog(p).getByRole('button', { name: '署名をやめる' }).click();
    await expect(dialog(p)).toBeHidden();
  });

  await test.step('the program signs after the PIN, which the page waits for', async () => {
    await askForTicket(p);
    let type: (pin: string) => void = () => {};
    const pin = new Promise<string>((typed) => {
      type = typed;
    });
    const signed = front.sign(await codeOf(p), `p12:${pfx}`, { pin });
    await expect(dialog(p).getByText('確認番号', { exact: true })).toBeVisible();
    await expect(dialog(p).getByText(/つながった署名アプリ: Linux、版 1\.0\.0/)).toBeVisible();
    await expect(dialog(p).locator('.signing-number')).toHaveText(/^\d{3} \d{3}$/);
    await inspect(p, 'certificate-connected');
    type('secret');
    const { status, err } = await signed;
    expect(status, err).toBe(0);
    await expect(dialog(p)).toBeHidden();
    await expect(p.getByRole('heading', { name: /同意が完了しました/ })).toBeVisible();
    await inspect(p, 'certificate-done');
  });
  await context.close();
  watch.check();
});

test('another program signs: the file is downloaded, handed in, and submitted', async ({
  browser,
}) => {
  const watch = new Watch();
  watch.expected.push(/skysign:/, /422/); // the wrong file is refused
  const { page: p, context } = await visitor(browser, service, watch, desktop);
  await p.goto((await ownCertificateRequest(client)).link);
  await enter(p, () => api.codeFor(client, counterparty.email, {}) as Promise<string>);
  const form = p.getByRole('complementary');
  await expect(form.getByText('確認済み', { exact: true }).first()).toBeVisible();
  await form.getByRole('checkbox').last().check();
  await askForTicket(p);
  await dialog(p).getByText('他のソフトで署名して提出する').first().click();
  await dialog(p).getByRole('button', { name: '他のソフトで署名して提出する' }).click();
  const other = p.getByRole('dialog', { name: '他のソフトで署名して提出する' });
  await expect(other.getByRole('button', { name: '提出して署名を完了する' })).toBeDisabled();
  await inspect(p, 'elsewhere');
  const download = p.waitForEvent('download');
  await other.getByRole('link', { name: /ダウンロード/ }).click();
  const got = await (await download).path();
  await other.locator('input[type=file]').setInputFiles(got);
  await expect(other.getByText('署名が追加されていません')).toBeVisible();
  await inspect(p, 'elsewhere-refused');
  const signed = `${service.dir}/signed.pdf`;
  execFileSync(skysign, ['sign', got, signed, '--p12', pfx], {
    env: { ...process.env, SKYSIGN_PASSWORD: 'secret' },
  });
  await other.locator('input[type=file]').setInputFiles(signed);
  await expect(other.getByText('署名を確認しました')).toBeVisible();
  await inspect(p, 'elsewhere-handed');
  await reflows(p, 'elsewhere-handed');
  await test.step('a wrong file afterwards leaves the first one where it is', async () => {
    await other.locator('input[type=file]').setInputFiles(got);
    await expect(other.getByText('署名が追加されていません')).toBeVisible();
    await expect(other.getByText('先に提出したファイルはそのままです')).toBeVisible();
    await inspect(p, 'elsewhere-kept');
  });
  await other.getByRole('button', { name: '提出して署名を完了する' }).click();
  await expect(p.getByRole('heading', { name: /同意が完了しました/ })).toBeVisible();
  await context.close();
  watch.check();
});
