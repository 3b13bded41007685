import { mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BrowserContext, chromium, expect, test } from '@playwright/test';
import { program, startClientFront } from '../support/client-front.mjs';
import { cannotUnshare, startDesktop, unpackPackage } from '../support/desktop.mjs';
import { makeCa, pdfsig, tempDir } from '../support/judge.mjs';
import * as api from '../support/service.mjs';
import { makeToken } from '../support/softhsm.mjs';
import {
  counterparty,
  enter,
  me,
  ownCertificateRequest,
  type RunningService,
  startService,
} from './support';

/*
 * What a signer on a Linux desktop has: the package as it is installed, a browser that opens skysign:// with it, the
 * program's window, a token and its PIN. All of it is real but the screen (in memory) and the hands.
 */
const pictures = process.env['PICTURES']
  ? join(dirname(fileURLToPath(import.meta.url)), 'out')
  : null;
const refused = cannotUnshare();
test.skip(refused !== '', refused);

/** The service has an address of https, which the signing program needs; this leads the tests' own client past its front. */
async function behindFront(service: RunningService, origin: string): Promise<http.Server> {
  const { url } = service;
  const name = { host: new URL(origin).host, origin };
  const door = http.createServer((rq, rs) => {
    const options = { method: rq.method ?? 'GET', headers: { ...rq.headers, ...name } };
    const there = http.request(new URL(rq.url ?? '/', url), options, (answer) => {
      rs.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(rs);
    });
    rq.pipe(there.on('error', () => rs.destroy()));
  });
  await new Promise<void>((ready) => door.listen(0, '127.0.0.1', ready));
  service.url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  return door;
}

/** A person who has told this browser once that the site may open the program. */
function allowScheme(profile: string, origin: string): void {
  mkdirSync(join(profile, 'Default'), { recursive: true });
  const allowed = { [origin]: { skysign: true } };
  const preferences = { protocol_handler: { allowed_origin_protocol_pairs: allowed } };
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
}

test('the page opens the installed program, and what is signed in its window is in the contract', async () => {
  const dir = tempDir('handler');
  const ca = makeCa();
  const subject = '/C=JP/O=山田製作所株式会社/CN=山田 太郎';
  const pin = '4711';
  makeToken(
    dir,
    [
      ca.issue('signer', { kind: 'rsa2048', subject }),
      ca.issue('login', { kind: 'p256', purpose: 'login', subject }),
    ],
    { pin },
  );
  const root = unpackPackage(dirname(program), dir);
  const late = { url: '' };
  const front = await startClientFront(late);
  const service = await startService({
    settings: { verify_trust: ca.root, base_url: front.origin },
  });
  late.url = service.url;
  const door = await behindFront(service, front.origin);
  writeFileSync(join(root, 'etc/skysign/servers'), `${front.origin} ca=${front.ca.root}\n`);
  const desktop = await startDesktop(root, dir);
  const window = desktop.window();
  const picture = (name: string) => pictures && window.picture(join(pictures, `${name}.png`));
  let context: BrowserContext | undefined;
  try {
    const client = await api.setUp(service as never, me);
    const { id, link } = await ownCertificateRequest(client);
    allowScheme(join(dir, 'profile'), front.origin);
    context = await chromium.launchPersistentContext(join(dir, 'profile'), {
      executablePath: desktop.wrapper('/usr/bin/chromium'),
      headless: false,
      args: ['--test-type', '--disable-gpu', '--window-size=1280,960', '--window-position=0,0'],
      reducedMotion: 'reduce',
      env: desktop.env as Record<string, string>,
      ignoreHTTPSErrors: true,
      viewport: null,
      baseURL: front.origin,
      locale: 'ja-JP',
    });
    const page = context.pages()[0] ?? (await context.newPage());

    await page.goto(link);
    await enter(page, () => api.codeFor(client, counterparty.email, {}) as Promise<string>);
    await expect(page.getByText('確認済み')).toBeVisible();
    await page.getByRole('complementary').getByRole('checkbox').last().check();
    await page.getByRole('button', { name: '電子証明書で署名する' }).click();

    await test.step('both show the same number', async () => {
      const title = await window.page('電子署名を求められています');
      const number = page.getByRole('dialog').locator('.signing-number');
      await expect(number).toHaveText(/^\d{3} \d{3}$/);
      expect(title).toContain(` — ${await number.textContent()} — `);
      picture('window-1-offer');
    });
    await test.step('the person finds the certificate, agrees, and enters the PIN', async () => {
      window.key('Return');
      await window.page('署名に使う証明書はどこにありますか');
      picture('window-2-place');
      window.key('Return');
      await window.page('署名に使う証明書を選んでください');
      picture('window-3-choose');
      window.key('Return');
      await window.page('この内容で電子署名します');
      picture('window-4-consent');
      window.key('Return', 'Return'); // who hurries agrees to nothing
      await window.press('alt+s', '暗証番号（PIN）を入力');
      window.enter('0000');
      await window.page('暗証番号（PIN）が違います');
      picture('window-5-pin');
      window.enter(pin);
    });
    await test.step('window and page tell that it is done', async () => {
      await window.page('署名が完了しました', 30);
      picture('window-6-done');
      await expect(page.getByRole('heading', { name: /同意が完了しました/ })).toBeVisible();
      window.key('Escape');
    });
    await test.step('the contract holds the signature of the token', async () => {
      const now = await client.get(`/api/v1/envelopes/${id}`);
      const file = join(dir, 'signed.pdf');
      const path = `/api/v1/envelopes/${id}/documents/${now.documents[0].id}/file`;
      writeFileSync(file, await client.download(path));
      const mine = pdfsig(file, { root: ca.root } as never).filter((s) => s.signer === '山田 太郎');
      expect(mine).toMatchObject([{ signature: 'Signature is Valid.' }]);
    });
  } finally {
    await context?.close();
    desktop.close();
    front.close();
    door.close();
    door.closeAllConnections();
    await service.stop();
  }
});
