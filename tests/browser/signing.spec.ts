import { expect, type Page, test } from '@playwright/test';
import { waitingContract } from '../support/batch-signing.mjs';
import { startClientFront } from '../support/client-front.mjs';
import { makeCa } from '../support/judge.mjs';
import * as api from '../support/service.mjs';
import {
  type Client,
  desktop,
  inspect,
  me,
  phone,
  type RunningService,
  reflows,
  signedIn,
  startService,
  Watch,
} from './support';

/* Many requests that wait for a member are read, agreed to once, and signed by the real signing program. */
interface Front {
  sign: (
    ticket: string,
    key: string,
    options: { pin: Promise<string> },
  ) => Promise<{ status: number; err: string }>;
  close: () => void;
}

test.use({ actionTimeout: 15_000 });

let service: RunningService;
let client: Client;
let front: Front;
let pfx: string;

const contract = (title: string, more: object = {}) =>
  (waitingContract as unknown as (w: object, title: string, more: object) => Promise<unknown>)(
    { owner: client },
    title,
    { person: me, ...more },
  );

test.beforeAll(async () => {
  const ca = makeCa() as {
    root: string;
    issue: (name: string, options: object) => { p12: string };
  };
  pfx = ca.issue('青空商事株式会社 佐藤花子', { kind: 'p256' }).p12;
  service = await startService({ settings: { verify_trust: ca.root } });
  client = await api.setUp(service as never, me);
  front = (await startClientFront(service)) as unknown as Front;
});
test.afterAll(async () => {
  front?.close();
  await service?.stop();
});

const consent = (p: Page) => p.getByRole('dialog', { name: 'まとめて電子署名する' });
const shown = (n: number) =>
  expect
    .poll(async () => (await client.get('/api/v1/signing-requests')).items.length, {
      timeout: 60_000,
    })
    .toBe(n);

test('many requests are read, agreed to once, and signed together', async ({ browser }) => {
  const watch = new Watch();
  watch.expected.push(/skysign:/); // nothing here is registered for it
  const { page: p, context } = await signedIn(browser, service, watch, desktop, client);
  await p.goto(`${service.url}/signing`);
  await expect(p.getByText('署名待ちの依頼はありません')).toBeVisible();
  await inspect(p, 'signing-empty');
  await contract('業務委託契約書');
  await contract('秘密保持契約書', { documents: 2 });
  await contract('賃貸借契約書', {
    more: { factors: [{ kind: 'access_code', code: '7Q4M-2XKD' }] },
  });
  await shown(3);
  await p.reload();
  await expect(p.getByText('追加の本人確認')).toBeVisible();
  await expect(p.getByRole('checkbox', { name: /賃貸借契約書/ })).toBeDisabled();
  await p.getByRole('checkbox', { name: /すべて選択（2件）/ }).check();
  await expect(p.getByText('2件（書類3点）を選択中')).toBeVisible();
  await inspect(p, 'signing-list');
  await reflows(p, 'signing-list');
  await p.setViewportSize({ width: 390, height: 844 });
  await inspect(p, 'signing-list');
  await p.setViewportSize(desktop.viewport);

  await test.step('what was not read leads to it, one after the other', async () => {
    await p.getByRole('button', { name: 'まとめて署名する' }).click();
    await expect(consent(p).getByText('未確認').first()).toBeVisible();
    await inspect(p, 'signing-unread');
    await consent(p).locator('.unread-go').click();
    for (let left = 2; left >= 0; left--) {
      await expect(p.locator('canvas').first()).toBeVisible();
      const next = p.getByRole('button', { name: '次の未確認の書類へ' });
      if (left) {
        await expect(next).toBeVisible();
        if (left === 2) await inspect(p, 'signing-reader');
        await next.click();
      } else await expect(next).toBeHidden();
    }
    await p.getByRole('button', { name: '一覧に戻る' }).click();
    await expect(p.getByText('確認済み', { exact: true })).toHaveCount(3);
  });

  await test.step('one consent, and the program is told all of it', async () => {
    await p.getByRole('button', { name: 'まとめて署名する' }).click();
    await consent(p).getByRole('checkbox').last().check();
    await inspect(p, 'signing-consent');
    await consent(p).getByRole('button', { name: '電子証明書で署名する' }).click();
    await consent(p).getByText('コードを入力して署名する').click();
    const code = (await consent(p).locator('.signing-code').textContent()) ?? '';
    let type: (pin: string) => void = () => {};
    const pin = new Promise<string>((typed) => {
      type = typed;
    });
    const signed = front.sign(code, `p12:${pfx}`, { pin });
    await expect(consent(p).locator('.signing-number')).toHaveText(/^\d{3} \d{3}$/);
    await expect(consent(p).getByText('署名済み 0／2件')).toBeVisible();
    await inspect(p, 'signing-connected');
    type('secret');
    const { status, err } = await signed;
    expect(status, err).toBe(0);
    await expect(p.getByText('2件すべてに署名しました')).toBeVisible();
    await expect(p.getByRole('checkbox', { name: /業務委託契約書/ })).toBeHidden();
    await inspect(p, 'signing-done');
  });

  await test.step('what asks for more is signed by itself', async () => {
    await p.getByRole('button', { name: /個別に署名する/ }).click();
    await expect(p).toHaveURL(/\/r\//);
  });
  await context.close();

  await test.step('a phone shows what waits and says where it is signed', async () => {
    const kind = { ...phone, userAgent: 'Mozilla/5.0 (Linux; Android 14; Pixel 8) Mobile' };
    const { page: q, context: small } = await signedIn(browser, service, watch, kind, client);
    await q.goto(`${service.url}/signing`);
    await expect(q.getByText('パソコンが必要です')).toBeVisible();
    await inspect(q, 'signing-phone');
    await small.close();
  });
  watch.check();
});
