import { expect, type Page, test } from '@playwright/test';
import { plainPdf } from '../support/pdfs.mjs';
import * as api from '../support/service.mjs';
import { samplePdf } from './sample';
import {
  type Client,
  codeFor,
  counterparty,
  desktop,
  linkFor,
  enter,
  makeDraft,
  inspect,
  me,
  owner,
  phone,
  reflows,
  type RunningService,
  signedIn,
  startService,
  visitor,
  Watch,
} from './support';

/*
 * Every screen in both sizes: no axe finding, no sideways scrolling, nothing in the console, and a
 * picture. What they show is made through the API, by the helpers of the scenario tests.
 */
let service: RunningService;
let client: Client;
const links = { open: '', waiting: '', declined: '', withdrawn: '', dead: '' };
const envelopes = { pending: '', declined: '', draft: '' };

async function sent(title: string) {
  const envelope = await makeDraft(client, {
    title,
    own: me,
    documents: [
      { name: `${title}.pdf`, bytes: samplePdf() },
      { name: '別紙（仕様書）.pdf', bytes: plainPdf({ pages: 3 }) },
    ],
    counterparties: [counterparty],
  });
  await api.send(client, envelope);
  const token = await linkFor(client, counterparty.email, { envelope });
  return { id: envelope.id as string, link: `/r/#${token}`, token, envelope };
}

test.beforeAll(async () => {
  service = await startService();
  client = await api.setUp(service, me);
  const pending = await sent('秘密保持契約書');
  envelopes.pending = pending.id;
  links.open = pending.link;

  const declined = await sent('賃貸借契約書（本社ビル 3 階 301 号室および付属駐車場 2 区画）');
  const opened = await api.openLink(service, declined.token);
  await opened.client.post('/api/v1/recipient/decline', {
    reason: '第 2 条の契約期間を 1 年に変更してください。',
  });
  envelopes.declined = declined.id;
  links.declined = declined.link;

  const withdrawn = await sent('売買基本契約書');
  await client.post(`/api/v1/envelopes/${withdrawn.id}/withdraw`, { reason: '条件の見直しのため' });
  links.withdrawn = withdrawn.link;

  const again = await sent('保守契約書');
  const theirs = (await client.get(`/api/v1/envelopes/${again.id}`)).recipients.find(
    (r: { side: string }) => r.side === 'counterparty',
  );
  await client.post(`/api/v1/envelopes/${again.id}/recipients/${theirs.id}/resend`);
  links.dead = again.link;

  const draft = await makeDraft(client, {
    title: '業務委託契約書',
    own: me,
    documents: [{ name: '業務委託契約書.pdf', bytes: samplePdf() }],
    counterparties: [
      counterparty,
      { name: '鈴木 一郎', email: 'ichiro@suzuki.example', company: '鈴木商店', order: 1 },
    ],
  });
  envelopes.draft = draft.id;
});
test.afterAll(async () => service?.stop());

const screens: {
  name: string;
  path: () => string;
  ready: string;
  act?: (p: Page) => Promise<void>;
}[] = [
  { name: 'list', path: () => '/', ready: '秘密保持契約書' },
  { name: 'list-no-match', path: () => '/?q=zzzz', ready: '条件に合う書類がありません' },
  {
    name: 'contract-pending',
    path: () => `/envelopes/${envelopes.pending}`,
    ready: '改ざんは検出',
  },
  {
    name: 'contract-declined',
    path: () => `/envelopes/${envelopes.declined}`,
    ready: '辞退の理由',
  },
  {
    name: 'contract-withdraw',
    path: () => `/envelopes/${envelopes.pending}`,
    ready: '改ざんは検出',
    act: (p) => p.getByRole('button', { name: '取り下げる' }).click(),
  },
  {
    name: 'wizard-files',
    path: () => `/envelopes/${envelopes.draft}/edit`,
    ready: '準備できました',
  },
  {
    name: 'wizard-recipients',
    path: () => `/envelopes/${envelopes.draft}/edit?step=2`,
    ready: '宛先と順番',
  },
  {
    name: 'wizard-message',
    path: () => `/envelopes/${envelopes.draft}/edit?step=4`,
    ready: '件名・メッセージ',
  },
  {
    name: 'wizard-confirm',
    path: () => `/envelopes/${envelopes.draft}/edit?step=5`,
    ready: '届くメール',
  },
  { name: 'outbox', path: () => '/outbox', ready: '【確認のお願い】' },
  { name: 'members', path: () => '/members', ready: owner.email },
  {
    name: 'members-invite',
    path: () => '/members',
    ready: owner.email,
    act: (p) => p.getByRole('button', { name: 'メンバーを招待' }).click(),
  },
  { name: 'account', path: () => '/account', ready: 'パスワードの変更' },
  { name: 'system', path: () => '/system', ready: '対応が必要な項目' },
  { name: 'verify', path: () => '/verify', ready: 'ここに PDF をドロップ' },
  { name: 'not-found', path: () => '/nothing-here', ready: 'お探しのページが見つかりません' },
];

for (const [size, kind] of [
  ['desk', desktop],
  ['phone', phone],
] as const) {
  test(`members’ screens, ${size}`, async ({ browser }) => {
    const watch = new Watch();
    watch.expected = [/404.*nothing-here/];
    const { page, context } = await signedIn(browser, service, watch, kind, client);
    for (const screen of screens)
      await test.step(screen.name, async () => {
        await page.goto(screen.path());
        const text = page.getByText(screen.ready).filter({ visible: true }).first();
        // On a phone dropping is not offered; the rest of the page says that it is there.
        if (size === 'phone' && screen.name === 'verify')
          await expect(page.getByRole('button', { name: 'PDF を選ぶ' })).toBeVisible();
        else await expect(text).toBeVisible();
        await screen.act?.(page);
        await inspect(page, screen.name);
        if (kind === phone) await reflows(page, screen.name);
      });
    await context.close();
    watch.check();
  });

  test(`recipients’ endings, ${size}`, async ({ browser }) => {
    const watch = new Watch();
    watch.expected = [/40[14]|410/];
    const endings: [string, string, string][] = [
      ['declined', links.declined, 'この書類は辞退されました'],
      ['withdrawn', links.withdrawn, 'この書類は取り下げられました'],
      ['dead-link', links.dead, 'このリンクは使えません'],
      ['no-token', '/r/', 'リンクが正しくありません'],
    ];
    for (const [name, link, words] of endings) {
      const { page, context } = await visitor(browser, service, watch, kind);
      await page.goto(link);
      await expect(page.getByRole('heading', { name: words })).toBeVisible();
      await inspect(page, `ended-${name}`);
      if (kind === phone) await reflows(page, `ended-${name}`);
      await context.close();
    }
    watch.check();
  });

  test(`a recipient with two files, ${size}`, async ({ browser }) => {
    const watch = new Watch();
    const { page, context } = await visitor(browser, service, watch, kind);
    await page.goto(links.open);
    await expect(page.getByRole('heading', { name: '秘密保持契約書' })).toBeVisible();
    await inspect(page, 'landing-two');
    // the link was used by another browser already: a code is mailed
    await enter(page, () =>
      codeFor(client, counterparty.email, { envelope: { id: envelopes.pending } }),
    );
    await expect(page.locator('.textLayer').first()).toContainText('業務委託契約書');
    await inspect(page, 'review-two');
    if (kind === phone) await page.getByRole('button', { name: '同意へ進む' }).click();
    await expect(page.getByText('未確認のファイルが 1 件あります')).toBeVisible();
    await page.getByRole('button', { name: '同意する', exact: true }).click();
    await expect(page.getByRole('button', { name: '「別紙（仕様書）.pdf」を開く' })).toBeFocused();
    await inspect(page, 'agree-unread');
    await page.keyboard.press('Enter');
    await expect(page.locator('.textLayer').first()).toContainText('page 1');
    if (kind === phone) {
      await page.getByRole('button', { name: 'その他の操作' }).click();
      await inspect(page, 'review-more');
    }
    await page.getByRole('button', { name: '辞退する' }).click();
    await expect(page.getByLabel('辞退の理由')).toBeVisible();
    await inspect(page, 'decline');
    await context.close();
    watch.check();
  });

  test(`anybody’s screens and help, ${size}`, async ({ browser }) => {
    const watch = new Watch();
    watch.expected = [/401/];
    const { page, context } = await visitor(browser, service, watch, kind);
    await page.goto('/');
    await expect(page.getByRole('heading', { name: 'サインイン' })).toBeVisible();
    await page.getByLabel('メールアドレス').fill(owner.email);
    await page.getByLabel('パスワード', { exact: true }).fill('wrong-password-1234');
    await page.getByRole('button', { name: 'サインイン' }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await inspect(page, 'sign-in');
    for (const name of ['index', 'sending', 'agreeing', 'verifying'])
      for (const language of ['ja', 'en']) {
        await page.goto(`/help/${language}/${name}.html`);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        if (language === 'ja') await inspect(page, `help-${name}`);
      }
    await context.close();
    watch.check();
  });
}

test('the language switches, and the server follows', async ({ browser }) => {
  const watch = new Watch();
  const { page, context } = await signedIn(browser, service, watch, desktop, client);
  await page.goto('/');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('heading', { name: 'Contracts' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await inspect(page, 'list-en');
  await page.goto(`/envelopes/${envelopes.pending}`);
  await expect(page.getByText('No tampering found')).toBeVisible();
  await inspect(page, 'contract-en');
  await context.close();
  watch.check();
});

test('a session that ends keeps the page and what was typed', async ({ browser }) => {
  const watch = new Watch();
  watch.expected = [/401/];
  const { page, context } = await signedIn(browser, service, watch, desktop, client);
  await page.goto(`/envelopes/${envelopes.draft}/edit?step=4`);
  await expect(page.getByRole('heading', { name: '件名・メッセージ・期限' })).toBeVisible();
  await context.clearCookies();
  await page.getByRole('textbox', { name: 'メッセージ' }).fill('消えてはいけない文章');
  const dialog = page.getByRole('dialog', { name: 'サインイン' });
  await expect(dialog).toBeVisible();
  await inspect(page, 'session-ended');
  await dialog.getByLabel('パスワード', { exact: true }).fill(owner.password);
  await dialog.getByRole('button', { name: 'サインイン' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'もう一度試す' }).click();
  await expect(page.getByText('保存しました')).toBeVisible();
  await page.reload();
  await expect(page.getByText('消えてはいけない文章')).toBeVisible();
  await context.close();
  watch.check();
});
