import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { makeCa } from '../support/judge.mjs';
import * as api from '../support/service.mjs';
import { startTsa } from '../support/tsa.mjs';
import { samplePdf } from './sample';
import {
  type Client,
  counterparty,
  desktop,
  inspect,
  makeDraft,
  me,
  phone,
  reflows,
  type RunningService,
  signedIn,
  startService,
  visitor,
  Watch,
} from './support';

/*
 * How long contracts can be proved, as people see it. One contract is stamped by an authority whose
 * certificates nobody publishes revocation data for: it stays below its level, with a reason. Another
 * takes the built-in authority and lasts.
 */
test.describe.configure({ mode: 'serial' });

const AUTHORITY = '試験タイムスタンプ局';
const BUILT_IN = 'SkySign local TSA';

type Api = Client & { call: (method: string, path: string, body?: unknown) => Promise<any> };
interface Kept {
  id: string;
  state: string;
  preservation: { state: string; level_reached: string; documents: { attempts: number }[] } | null;
}

let service: RunningService;
let tsa: { url: string; close: () => void };
let client: Api;
let member: Api;
let lasting: Kept;
let behind: Kept;
let pending: { id: string };

async function chooseClass(wanted: string): Promise<void> {
  const { version } = await client.get('/api/v1/timestamps/policy');
  await client.call('PUT', '/api/v1/timestamps/policy', {
    purposes: ['act', 'conclusion', 'renewal'].map((purpose) => ({
      purpose,
      class: wanted,
      authority: null,
      fallback: true,
    })),
    renewal_method: 'timestamp',
    version,
  });
}

const contract = (title: string) => ({
  title,
  own: me,
  documents: [{ name: `${title}.pdf`, bytes: samplePdf() }],
  counterparties: [counterparty],
});

async function concluded(title: string, state: string): Promise<Kept> {
  const { id } = await (api.conclude as any)(service, client, contract(title));
  return api.until(`${title} to be ${state}`, async () => {
    const now = (await client.get(`/api/v1/envelopes/${id}`)) as Kept;
    return now.preservation?.state === state ? now : null;
  }) as unknown as Promise<Kept>;
}

async function invite(email: string, name: string): Promise<Api> {
  await client.post('/api/v1/members', { email, role: 'member' });
  const { items } = await client.get('/api/v1/outbox');
  const mail = await client.get(
    `/api/v1/outbox/${items.find((m: { to: string }) => m.to === email).id}`,
  );
  const token = /\/invite#([A-Za-z0-9_-]{43})/.exec(mail.text)?.[1];
  const theirs = (service as unknown as { client: () => Api }).client();
  await theirs.post('/api/v1/invitations/accept', { token, name, password: 'tonbo-9-mizuumi' });
  return theirs;
}

test.beforeAll(async () => {
  test.setTimeout(240_000);
  tsa = await startTsa(makeCa());
  service = await startService({
    settings: { tsa: `${AUTHORITY},${tsa.url},accredited`, tsa_allow_private: 'true' },
  });
  client = (await api.setUp(service as never, me)) as unknown as Api;
  await chooseClass('accredited');
  behind = await concluded('賃貸借契約書', 'lower');
  await chooseClass('local');
  lasting = await concluded('業務委託契約書', 'ok');
  const draft = await makeDraft(client, contract('秘密保持契約書'));
  await api.send(client, draft);
  pending = draft;
  member = await invite('jiro@sky-shoji.example', '鈴木 次郎');
});
test.afterAll(async () => {
  await service?.stop();
  tsa?.close();
});

interface Screen {
  name: string;
  path: () => string;
  ready: { ja: string | RegExp; en: string | RegExp };
  who?: () => Api;
  act?: (page: Page) => Promise<void>;
}
const screens: Screen[] = [
  {
    name: 'keeping-to-come',
    path: () => `/envelopes/${pending.id}`,
    ready: {
      ja: '締結すると、署名レベル B-LTA で保管し',
      en: 'Once concluded, it is kept at level',
    },
  },
  {
    name: 'keeping-ok',
    path: () => `/envelopes/${lasting.id}`,
    ready: { ja: /この契約書は \d+年\d+月\d+日 まで証明できます。/, en: /can be proved until/ },
    act: (p) => p.locator('.kept summary').first().click(),
  },
  {
    name: 'keeping-lower',
    path: () => `/envelopes/${behind.id}`,
    ready: { ja: /B-LTA に、まだ達していません/, en: /B-LTA, is not reached yet/ },
  },
  {
    name: 'preservation',
    path: () => '/preservation',
    ready: { ja: '賃貸借契約書.pdf', en: '賃貸借契約書.pdf' },
  },
  {
    name: 'preservation-lower',
    path: () => '/preservation?state=lower',
    ready: { ja: '賃貸借契約書.pdf', en: '賃貸借契約書.pdf' },
  },
  {
    name: 'preservation-no-match',
    path: () => '/preservation?state=overdue',
    ready: { ja: '「期限超過」のファイルはありません', en: 'No files are “Overdue”' },
  },
  {
    name: 'preservation-empty',
    path: () => '/preservation',
    who: () => member,
    ready: { ja: '長期保管している書類はまだありません', en: 'Nothing is kept yet' },
  },
  {
    name: 'authentication',
    path: () => '/authentication',
    ready: { ja: 'サインインしたメンバー', en: 'Members who are signed in' },
  },
  {
    name: 'authentication-member',
    path: () => '/authentication',
    who: () => member,
    ready: { ja: '変更できるのは管理者だけです。', en: 'Only administrators may change this.' },
  },
  {
    name: 'party',
    path: () => '/party',
    ready: { ja: '受け付ける認証局', en: 'Accepted authorities' },
  },
  {
    name: 'party-member',
    path: () => '/party',
    who: () => member,
    ready: { ja: '変更できるのは管理者だけです。', en: 'Only administrators may change this.' },
  },
  {
    name: 'party-warnings',
    path: () => '/party',
    ready: { ja: '受け付ける認証局', en: 'Accepted authorities' },
    act: async (p) => {
      await p.locator('input[value="adbe.pkcs7.detached"]').check();
      await p.getByRole('checkbox').last().check();
      await expect(p.locator('.notice-warning')).toHaveCount(2);
      // the header, which stays in sight, must not lie over half a control
      await p.evaluate(() => window.scrollTo(0, 0));
    },
  },
  {
    name: 'timestamps',
    path: () => '/timestamps',
    ready: { ja: '失われた数', en: 'Lost' },
  },
  {
    name: 'timestamps-member',
    path: () => '/timestamps',
    who: () => member,
    ready: { ja: '変更できるのは管理者だけです。', en: 'Only administrators can change this.' },
  },
  {
    name: 'timestamps-stuck',
    path: () => '/timestamps',
    ready: { ja: '失われた数', en: 'Lost' },
    act: async (p) => {
      await p.locator('.policy-purpose select').first().selectOption('other');
      await expect(p.locator('.policy-purpose .notice-error')).toBeVisible();
    },
  },
];

// English is the longer one: the phone tells whether it fits.
for (const [size, kind, language] of [
  ['desk', desktop, 'ja'],
  ['phone', phone, 'ja'],
  ['phone', phone, 'en'],
] as const)
  test(`every screen, ${size}, ${language}`, async ({ browser }) => {
    const watch = new Watch();
    for (const who of [() => client, () => member]) {
      const { page, context } = await signedIn(browser, service, watch, kind, who(), language);
      for (const s of screens.filter((screen) => (screen.who ?? (() => client))() === who()))
        await test.step(s.name, async () => {
          await page.goto(s.path());
          // On a phone a table's head is there for screen readers alone.
          const text = page.getByText(s.ready[language]).first();
          await expect(text).toBeAttached();
          await expect(page.locator('.skeleton')).toHaveCount(0);
          await s.act?.(page);
          await inspect(page, `${s.name}-${language}`);
          if (kind === phone) await reflows(page, s.name);
        });
      await context.close();
    }
    watch.check();
  });

test('help tells of levels, states and classes in both languages', async ({ browser }) => {
  const watch = new Watch();
  for (const kind of [desktop, phone]) {
    const { page, context } = await visitor(browser, service, watch, kind);
    for (const name of ['longlife', 'timestamps', 'authentication', 'party'])
      for (const language of ['ja', 'en']) {
        await page.goto(`/help/${language}/${name}.html`);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await inspect(page, `help-${name}-${language}`);
        if (kind === phone) await reflows(page, `help-${name}`);
      }
    await context.close();
  }
  watch.check();
});

test('a contract below its level says why, and another try is one press', async ({ browser }) => {
  const watch = new Watch();
  const { page, context } = await signedIn(browser, service, watch, desktop, client);
  await page.goto(`/envelopes/${behind.id}`);
  const section = page.getByRole('region', { name: '長期保管' });
  await expect(section.getByText('未達').first()).toBeVisible();
  await expect(section.getByText('前回の試みの結果').first()).toBeVisible();
  await expect(section.getByText('1 日たっても達しないときは')).toBeVisible();
  await section.locator('summary').first().click();
  const row = section.getByRole('row').filter({ hasText: AUTHORITY }).first();
  await expect(row.getByText('認定')).toBeVisible();
  await section.getByRole('button', { name: '今すぐ再試行' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByText('再試行を受け付けました')).toBeVisible();
  const before = behind.preservation?.documents[0]?.attempts ?? 0;
  await api.until('the service to have tried again', async () => {
    const now = (await client.get(`/api/v1/envelopes/${behind.id}`)) as Kept;
    return (now.preservation?.documents[0]?.attempts ?? 0) > before;
  });
  await expect(section.getByRole('button', { name: '今すぐ再試行' })).toBeVisible({
    timeout: 40_000,
  });
  await context.close();
  watch.check();
});

test('the list is filtered by state with the keyboard, and leads to the contract', async ({
  browser,
}) => {
  const watch = new Watch();
  const { page, context } = await signedIn(browser, service, watch, desktop, client);
  await page.goto('/');
  await page.getByRole('navigation').getByRole('link', { name: '長期保管' }).click();
  await expect(page.getByRole('heading', { name: '長期保管' })).toBeFocused();
  const chips = page.getByRole('group', { name: '状態で絞り込む' });
  const lower = chips.getByRole('button', { name: /^未達/ });
  await lower.focus();
  await page.keyboard.press('Enter');
  await expect(lower).toHaveAttribute('aria-pressed', 'true');
  await expect(page).toHaveURL(/state=lower/);
  await expect(page.getByRole('row').filter({ hasText: '業務委託契約書' })).toHaveCount(0);
  await page.getByRole('link', { name: '賃貸借契約書' }).first().click();
  await expect(page.getByRole('region', { name: '長期保管' })).toBeVisible();
  await context.close();
  watch.check();
});

test('the policy is changed, kept, and never overwritten without a choice', async ({ browser }) => {
  const watch = new Watch();
  watch.expected = [/40[09]/];
  const { page, context } = await signedIn(browser, service, watch, desktop, client);
  await chooseClass('local');
  await page.goto('/timestamps');
  await expect(page.getByText('使えません').first()).toBeVisible();
  const save = page.getByRole('button', { name: '設定を保存する' });
  await expect(save).toBeDisabled();
  const act = page.getByRole('group', { name: '送信と同意' });
  const kindOf = (name: string) =>
    page.getByRole('group', { name, exact: true }).getByLabel('局の区分');
  for (const name of ['送信と同意', '締結', '延長']) await kindOf(name).selectOption('accredited');
  await expect(page.getByText('すべての用途で認定タイムスタンプを使います')).toBeVisible();
  await act.getByLabel('タイムスタンプ局').selectOption(AUTHORITY);
  await act.getByRole('radio', { name: '復旧を待つ' }).check();
  await page.getByRole('radio', { name: '証拠記録（エビデンスレコード）' }).check();
  await save.click();
  await expect(page.getByText('タイムスタンプの設定を保存しました')).toBeVisible();
  const policy = await client.get('/api/v1/timestamps/policy');
  expect(policy.renewal_method).toBe('record');
  expect(policy.purposes[0]).toEqual({
    purpose: 'act',
    class: 'accredited',
    authority: AUTHORITY,
    fallback: false,
  });

  await test.step('somebody else was faster: their change is loaded', async () => {
    await chooseClass('local');
    await kindOf('締結').selectOption('any');
    await save.click();
    const dialog = page.getByRole('dialog', { name: '別の画面で変更されました' });
    await expect(dialog).toBeVisible();
    await inspect(page, 'timestamps-conflict');
    await dialog.getByRole('button', { name: '最新の内容を読み込む' }).click();
    await expect(dialog).toBeHidden();
    await expect(kindOf('締結')).toHaveValue('local');
  });

  await test.step('or ours replaces it, because we said so', async () => {
    await chooseClass('any');
    await kindOf('延長').selectOption('accredited');
    await save.click();
    await page.getByRole('button', { name: 'この画面の内容で上書きする' }).click();
    // The notice of the first saving may still be on the screen: what counts is what is kept.
    await expect
      .poll(async () => {
        const { purposes } = await client.get('/api/v1/timestamps/policy');
        return purposes.map((p: { class: string }) => p.class);
      })
      .toEqual(['local', 'local', 'accredited']);
  });

  await test.step('what is changed while it is being saved is not lost', async () => {
    let go = (): void => {};
    const held = new Promise<void>((resolve) => {
      go = resolve;
    });
    await page.route('**/api/v1/timestamps/policy', async (route) => {
      if (route.request().method() === 'PUT') await held;
      await route.continue();
    });
    await kindOf('締結').selectOption('any');
    const put = page.waitForResponse((answer) => answer.request().method() === 'PUT');
    await save.click();
    await kindOf('延長').selectOption('any');
    go();
    await put;
    await page.unroute('**/api/v1/timestamps/policy');
    await expect(save).toBeEnabled();
    await expect(kindOf('延長')).toHaveValue('any');
    await page.getByRole('button', { name: '変更を元に戻す' }).click();
    await expect(kindOf('締結')).toHaveValue('any');
    await expect(kindOf('延長')).toHaveValue('accredited');
  });

  await test.step('what cannot be is refused with its reason', async () => {
    await kindOf('延長').selectOption('other');
    await save.click();
    await expect(page.getByRole('alert')).toContainText('設定されていません');
    page.once('dialog', (dialog) => void dialog.dismiss());
    await page.getByRole('navigation').getByRole('link', { name: 'メンバー' }).click();
    await expect(page).toHaveURL(/timestamps/);
  });
  await context.close();
  await chooseClass('local');
  watch.check();
});

test('usage is shown by month and taken away as CSV', async ({ browser }) => {
  const watch = new Watch();
  const { page, context } = await signedIn(browser, service, watch, desktop, member);
  await page.goto('/timestamps');
  const table = page.getByRole('region', { name: '使用状況' }).getByRole('table');
  const row = table.getByRole('row').filter({ hasText: AUTHORITY }).first();
  await expect(row).toContainText('認定');
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV をダウンロード' }).click();
  const saved = await waiting;
  expect(saved.suggestedFilename()).toMatch(/^timestamps_\d{4}-\d\d_\d{4}-\d\d\.csv$/);
  const text = readFileSync(await saved.path(), 'utf8');
  expect(
    text.startsWith('\uFEFF月,用途,区分,タイムスタンプ局,使用数,失われた数,断られた数\r\n'),
  ).toBe(true);
  for (const words of [`認定,${AUTHORITY},`, `内蔵・試用,${BUILT_IN},`])
    expect(text).toContain(words);
  await page.getByLabel('開始の月').selectOption({ index: 0 });
  await page.getByLabel('終了の月').selectOption({ index: 3 });
  await expect(page.getByText('開始の月は、終了の月と同じか、それより前')).toBeVisible();
  await context.close();
  watch.check();
});

test('a lost connection and a missing permission are told', async ({ browser }) => {
  const watch = new Watch();
  watch.expected = [/ERR_|Failed to load|403/];
  const { page, context } = await signedIn(browser, service, watch, desktop, client);
  for (const [path, heading] of [
    ['/preservation', '長期保管'],
    ['/timestamps', 'タイムスタンプ設定'],
    ['/authentication', '本人確認の設定'],
  ] as const) {
    await page.goto('/members');
    const link = page.getByRole('navigation').getByRole('link', { name: heading });
    await link.hover();
    await page.route('**/api/v1/{preservation,timestamps,authentication-policy}**', (route) =>
      route.abort(),
    );
    await page.route('**/api/v1/{preservation,timestamps}/**', (route) => route.abort());
    await link.click();
    await expect(page.getByText('サーバーに接続できません').first()).toBeVisible();
    await inspect(page, `${path.slice(1)}-offline`);
    await page.unrouteAll();
    await page.getByRole('button', { name: 'もう一度試す' }).first().click();
    await expect(page.getByRole('heading', { name: heading, level: 1 })).toBeVisible();
  }
  await context.close();

  // A session that has lost its permission meanwhile: the server's answer decides.
  const theirs = await signedIn(browser, service, watch, desktop, client);
  await theirs.page.route('**/api/v1/preservation?**', (route) =>
    route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: '/problems/forbidden', title: '権限がありません', status: 403 }),
    }),
  );
  await theirs.page.goto('/preservation');
  await expect(
    theirs.page.getByRole('heading', { name: 'この画面を表示する権限がありません' }),
  ).toBeVisible();
  await inspect(theirs.page, 'preservation-refused');
  await theirs.context.close();
  watch.check();
});

test('the verify page tells level, proofs of existence and the end of proof', async ({
  browser,
}) => {
  const watch = new Watch();
  const found = (await client.get(`/api/v1/envelopes/${lasting.id}`)) as {
    documents: { id: string }[];
  };
  const bytes = await client.download(
    `/api/v1/envelopes/${lasting.id}/documents/${found.documents[0]?.id}/file?revision=current&download=1`,
  );
  for (const kind of [desktop, phone])
    for (const language of ['ja', 'en'] as const) {
      const { page, context } = await signedIn(browser, service, watch, kind, client, language);
      await page.goto('/verify');
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'long.pdf', mimeType: 'application/pdf', buffer: bytes });
      const top = page.locator('.verdict');
      await expect(top).toContainText('B-LTA', { timeout: 60_000 });
      await expect(top).toContainText(language === 'ja' ? '証明の期限' : 'End of proof');
      const card = page.locator('.signature').first();
      await expect(card).toContainText(language === 'ja' ? '存在の証明' : 'Proof of existence');
      await expect(card).toContainText(language === 'ja' ? '失効情報' : 'revocation data');
      await inspect(page, `verify-lasting-${language}`);
      if (kind === phone) await reflows(page, 'verify-lasting');
      await context.close();
    }
  watch.check();
});
