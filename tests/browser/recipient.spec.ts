import { type Browser, expect, type Page, test } from '@playwright/test';
import { everyKind } from '../support/fields.mjs';
import { tempDir } from '../support/judge.mjs';
import { DAY, MovingClock } from '../support/moving.mjs';
import { plainPdf } from '../support/pdfs.mjs';
import * as api from '../support/service.mjs';
import { samplePdf } from './sample';
import {
  type Client,
  codeFor,
  counterparty,
  desktop,
  enter,
  impression,
  inspect,
  linkFor,
  makeDraft,
  me,
  owner,
  phone,
  reflows,
  type RunningService,
  signedIn,
  visitor,
  Watch,
} from './support';

/*
 * The counterparty's side: every kind of field filled in on a phone, each role's act, every other
 * act, and the way back to a concluded contract. The sender's part is done through the API.
 */
const second = {
  name: '鈴木 一郎',
  email: 'ichiro@suzuki.example',
  company: '鈴木興業株式会社',
  order: 1,
};

test.use({ actionTimeout: 15_000 });

let service: RunningService;
let client: Client;
let clock: MovingClock;

interface Request {
  id: string;
  link: string;
}
interface Wanted {
  role?: string;
  fields?: boolean;
  others?: (typeof second)[];
  attach?: boolean;
  consents?: string[];
}

const rows = (v: unknown) => v as { email: string; id: string; role: string }[];

/** A sent contract whose first recipient is the counterparty, in the wanted role. */
async function request(title: string, wanted: Wanted = {}): Promise<Request> {
  const { role = 'signer', fields = false, others = [], attach = false, consents = [] } = wanted;
  const draft = await makeDraft(client, {
    title,
    own: me,
    documents: [{ name: `${title}.pdf`, bytes: fields ? plainPdf({ pages: 2 }) : samplePdf() }],
    counterparties: [{ ...counterparty, order: 1 }, ...others],
  });
  const path = `/api/v1/envelopes/${draft.id}`;
  if (attach)
    await client.upload(
      `${path}/attachments?name=${encodeURIComponent('別紙：見積書.xlsx')}`,
      Buffer.from('PK見積り'),
      'application/octet-stream',
    );
  let now = await client.get(path);
  now = await client.patch(path, {
    version: now.version,
    allow_forward: true,
    recipients: rows(now.recipients).map((r) =>
      r.email === counterparty.email ? { ...r, role, consents } : r,
    ),
  });
  if (fields) {
    const [document] = now.documents as { id: string }[];
    const holder = (email: string) => rows(now.recipients).find((r) => r.email === email)?.id;
    const mine = everyKind(document?.id, holder(counterparty.email), { tag: 'a_' } as never);
    const labels: Record<string, string> = { text: '備考', check: '個人情報の取扱いに同意する' };
    const items = [
      ...mine.map((f: { kind: string }) => ({ ...f, label: labels[f.kind] ?? '' })),
      ...(others.length
        ? everyKind(document?.id, holder(second.email), { x: 0.55, tag: 'b_' } as never)
        : []),
    ];
    await client.call('PUT', `${path}/fields`, { version: now.version, items });
  }
  await api.send(client, draft);
  const token = await linkFor(client, counterparty.email, { envelope: draft });
  return { id: draft.id, link: `/r/#${token}` };
}

test.beforeAll(async () => {
  const dir = tempDir('skysign-recipient');
  clock = new MovingClock(dir);
  service = (await api.Service.start({
    dir,
    settings: { link_days: '1' },
    env: clock.env,
  })) as unknown as RunningService;
  client = await api.setUp(service, me);
});
test.afterAll(async () => service?.stop());

async function come(browser: Browser, watch: Watch, kind: typeof desktop | typeof phone) {
  const v = await visitor(browser, service, watch, kind);
  return { p: v.page, end: () => v.context.close() };
}

/** A code is asked of a browser that does not know the link yet. */
const code = (r: Request) => () => codeFor(client, counterparty.email, { envelope: { id: r.id } });

const next = (p: Page) => p.getByRole('button', { name: '次の項目へ' });
const panel = (p: Page) => p.getByRole('region', { name: '入力' });

async function draw(p: Page) {
  const pad = p.getByRole('img', { name: /手書きの欄/ });
  const box = await pad.boundingBox();
  if (!box) throw new Error('no pad');
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  await p.mouse.move(...at(0.2, 0.3));
  await p.mouse.down();
  for (const [x, y] of [
    [0.35, 0.75],
    [0.5, 0.25],
    [0.65, 0.8],
    [0.8, 0.35],
  ] as const)
    await p.mouse.move(...at(x, y), { steps: 4 });
  await p.mouse.up();
}

test('every kind of field is filled in on a phone, and agreed to', async ({ browser }) => {
  const watch = new Watch();
  const sent = await request('業務委託契約書', { fields: true, others: [second], attach: true });
  const { p, end } = await come(browser, watch, phone);
  await p.goto(sent.link);
  await expect(p.getByRole('button', { name: '迷惑・不審な依頼を通報する' })).toBeVisible();
  await enter(p, code(sent));
  await expect(p.locator('.slot-open').first()).toBeVisible();
  await inspect(p, 'fill-start');

  await p.getByRole('button', { name: /次の項目へ|入力を始める/ }).click();
  await expect(panel(p)).toBeVisible();
  const text = panel(p).getByLabel('備考');
  await expect(text).toBeFocused();
  await text.fill('あ'.repeat(41));
  await expect(panel(p).getByText('文字数が多すぎます')).toBeVisible();
  await expect(panel(p).getByText('まだ保存されていません')).toBeVisible();
  await inspect(p, 'fill-wrong');
  await text.fill('検収は月末締めとする');
  await expect(panel(p).getByText('保存しました')).toBeVisible();
  await reflows(p, 'fill-text');

  await test.step('texts, choices and dates, one after the other', async () => {
    await next(p).click();
    await panel(p).getByLabel('複数行テキスト').fill('一行目\n二行目');
    await next(p).click();
    await panel(p).getByLabel('日付').fill('2026-12-01');
    await next(p).click();
    await panel(p).getByRole('checkbox', { name: '個人情報の取扱いに同意する' }).check();
    await next(p).click();
    await panel(p).getByRole('radio', { name: '銀行振込' }).check();
    await inspect(p, 'fill-radio');
    await next(p).click();
    await panel(p).getByLabel('選択').selectOption('card');
    await next(p).click();
    const number = panel(p).getByLabel('数値');
    await number.fill('abc');
    await number.blur();
    await expect(panel(p).getByText('数値を入力してください')).toBeVisible();
    await number.fill('１，２３４，５００');
    await next(p).click();
  });
  await test.step('name, company and mail are there already; the others are typed', async () => {
    await panel(p).getByLabel('部署').fill('営業部');
    await p.keyboard.press('Enter');
    await panel(p).getByLabel('役職').fill('部長');
    await p.keyboard.press('Enter');
    await panel(p).getByLabel('住所').fill('東京都千代田区１－１');
    await next(p).click();
  });
  await test.step('initials and a signature in letters, handwriting, a seal', async () => {
    await expect(panel(p).getByRole('heading', { name: 'イニシャル' })).toBeVisible();
    await p.getByRole('button', { name: '文字で入力' }).click();
    await panel(p).getByLabel('表示する文字').fill('T.Y.');
    await p.getByRole('button', { name: 'これを使う' }).click();
    await expect(p.getByRole('img', { name: '書類での見え方' })).toBeVisible();
    await next(p).click();
    await expect(panel(p).getByRole('heading', { name: '手書き' })).toBeVisible();
    await draw(p);
    await expect(panel(p).getByText('保存しました')).toBeVisible();
    await inspect(p, 'fill-ink');
    await next(p).click();
    await expect(panel(p).getByRole('heading', { name: '印影' })).toBeVisible();
    await expect(p.getByRole('img', { name: '書類での見え方：山田' })).toBeVisible();
    await inspect(p, 'fill-seal');
    await p.getByRole('button', { name: 'これを使う' }).click();
    await expect(p.getByRole('img', { name: '書類での見え方' })).toBeVisible();
    await next(p).click();
    await p.getByRole('button', { name: '文字で入力' }).click();
    await p.getByRole('button', { name: 'これを使う' }).click();
    await expect(panel(p).getByText('保存しました')).toBeVisible();
    await expect(panel(p).getByText('17 / 17 件')).toBeVisible();
  });

  await test.step('save and continue later: another visit finds it all', async () => {
    await p.getByRole('button', { name: '閉じる' }).click();
    await p.getByRole('button', { name: 'その他の操作' }).click();
    await expect(p.getByText('別紙：見積書.xlsx')).toBeVisible();
    await inspect(p, 'review-menu');
    await reflows(p, 'review-menu');
    await p.getByRole('button', { name: '一時保存して中断' }).click();
    await expect(p.getByText('入力を保存しました')).toBeVisible();
    await p.reload();
    await expect(p.getByRole('button', { name: /備考（必須）入力済み：検収は/ })).toBeVisible();
    await expect(p.getByRole('button', { name: '同意へ進む' })).toBeVisible();
  });

  await p.getByRole('button', { name: '同意へ進む' }).click();
  const sheet = p.getByRole('dialog');
  await expect(sheet.getByLabel('部署')).toHaveValue('営業部');
  await sheet.getByLabel('締結する権限を有します').check();
  await inspect(p, 'fill-agree');
  await sheet.getByRole('button', { name: '同意する' }).click();
  await expect(p.getByRole('heading', { name: '同意が完了しました' })).toBeVisible({
    timeout: 60_000,
  });
  await end();
  watch.check();
});

test('at the desk: by keyboard, with pictures, a question, and what is missing', async ({
  browser,
}) => {
  const watch = new Watch();

  const sent = await request('工事請負契約書', {
    fields: true,
    attach: true,
    consents: ['construction'],
  });
  const { p, end } = await come(browser, watch, desktop);
  await p.goto(sent.link);
  await p.getByRole('button', { name: '書類を確認する' }).click();
  const consent = p.getByRole('checkbox', { name: '上記のとおりです' });
  // The terms are accepted once for an address; an earlier contract may have done it.
  const terms = p.getByRole('button', { name: '同意して進む' });
  await expect(terms.or(consent)).toBeVisible();
  if (await terms.isVisible()) await terms.click();
  await consent.check();
  await p.getByRole('button', { name: '進む', exact: true }).click();
  await expect(p.locator('.slot-open').first()).toBeVisible();
  await inspect(p, 'desk-start');

  // Pressed too early: it says what is missing, and goes there.
  await p.getByRole('button', { name: '同意する', exact: true }).click();
  await p.getByRole('button', { name: '「備考」を入力する' }).click();
  await expect(panel(p).getByLabel('備考')).toBeFocused();
  await p.keyboard.type('keyboard');
  await p.keyboard.press('Enter');
  await expect(panel(p).getByLabel('複数行テキスト')).toBeFocused();
  await expect(panel(p).getByLabel('複数行テキスト')).toBeInViewport();
  await inspect(p, 'desk-field');

  // A seal out of a picture of its impression.
  await p.getByRole('button', { name: /^印影（任意）未入力/ }).click();
  await p.getByRole('button', { name: '画像を使う' }).click();
  await p.locator('input[type=file]').setInputFiles({
    name: '印影.png',
    mimeType: 'image/png',
    buffer: await impression(p),
  });
  await expect(p.getByRole('img', { name: '書類での見え方' })).toBeVisible();
  await inspect(p, 'desk-seal');

  await p.getByRole('button', { name: '質問する' }).click();
  const sheet = p.getByRole('dialog');
  await sheet.getByRole('button', { name: '内容を確認する' }).click();
  await expect(sheet.getByText('質問の内容を入力してください')).toBeVisible();
  await sheet.getByLabel('質問の内容').fill('第3条の委託料は税込みですか。');
  await inspect(p, 'act-ask');
  await sheet.getByRole('button', { name: '内容を確認する' }).click();
  await sheet.getByRole('button', { name: '質問を送る' }).click();
  await expect(sheet.getByText('質問を送りました')).toBeVisible();
  await sheet.getByRole('button', { name: '閉じる' }).last().click();
  await expect(p.getByText('回答を待っています')).toBeVisible();
  await answer(browser, watch, sent, '税別です。');
  await p.reload();
  await expect(p.getByText('税別です。')).toBeVisible();

  await p.getByRole('button', { name: '期限の延長を依頼する' }).click();
  const day = new Date(Date.now() + 30 * DAY).toISOString().slice(0, 10);
  await sheet.getByLabel('希望する期限').fill(day);
  await sheet.getByLabel('延長が必要な理由').fill('社内の確認に時間がかかるため');
  await inspect(p, 'act-more-time');
  await sheet.getByRole('button', { name: '内容を確認する' }).click();
  await sheet.getByRole('button', { name: '依頼を送る' }).click();
  await expect(sheet.getByText('延長の依頼を送りました')).toBeVisible();
  await p.keyboard.press('Escape');

  // The law's side: paper may be asked for, and the consent taken back.
  await p.getByRole('button', { name: '紙での交付を希望する' }).click();
  await sheet.getByRole('button', { name: '内容を確認する' }).click();
  await sheet.getByRole('button', { name: '希望を伝える' }).click();
  await expect(sheet.getByText('紙での交付の希望を伝えました')).toBeVisible();
  await p.keyboard.press('Escape');
  await p.getByText('建設業法').first().click();
  await p.getByRole('button', { name: '承諾を撤回する' }).click();
  await inspect(p, 'desk-consent');
  await p.getByRole('button', { name: '撤回する', exact: true }).click();
  await p.getByRole('checkbox', { name: '上記のとおりです' }).check();
  await p.getByText('その他の操作').click();
  await inspect(p, 'gate-way-out');
  await p.getByRole('button', { name: '進む', exact: true }).click();
  await expect(p.locator('.slot-done').first()).toBeVisible();
  await p.getByRole('button', { name: 'English' }).click();
  await expect(p.getByRole('button', { name: 'Agree', exact: true })).toBeVisible();
  await inspect(p, 'desk-en');
  await end();
  watch.check();
});

/** The sender reads the question on the contract's page and answers there. */
async function answer(browser: Browser, watch: Watch, r: Request, text: string): Promise<void> {
  const { page, context } = await signedIn(browser, service, watch, desktop, client);
  await page.goto(`/envelopes/${r.id}`);
  const questions = page.getByRole('region', { name: /^質問と期限延長の希望/ });
  await expect(questions.getByText('第3条の委託料は税込みですか。')).toBeVisible();
  await expect(questions.getByText('未回答 1 件')).toBeVisible();
  await questions.getByRole('button', { name: '回答を送る' }).click();
  await expect(questions.getByText('回答を入力してください')).toBeVisible();
  await expect(page.getByText('建設業法：承諾済み')).toBeVisible();
  await inspect(page, 'sender-question');
  await questions.getByLabel('回答', { exact: true }).fill(text);
  await questions.getByRole('button', { name: '回答を送る' }).click();
  await expect(questions.getByText(text)).toBeVisible();
  await expect(questions.getByText('未回答')).toBeHidden();
  await context.close();
}

test('each role says what it does, and no more', async ({ browser }) => {
  const watch = new Watch();
  const [approving, looking] = [
    await request('保守契約書', { role: 'approver', others: [second] }),
    await request('覚書', { role: 'viewer', others: [second] }),
  ];
  const { p, end } = await come(browser, watch, desktop);
  await p.goto(approving.link);
  await expect(p.getByText('書類の確認と承認のお願い')).toBeVisible();
  await inspect(p, 'landing-approver');
  await enter(p, code(approving));
  await p.getByLabel('この承認を行う権限を有します').check();
  await expect(p.locator('.doc-tab .badge-green')).toBeVisible();
  await inspect(p, 'approver');
  await p.getByRole('button', { name: '承認する' }).click();
  await expect(p.getByRole('heading', { name: '承認が完了しました' })).toBeVisible({
    timeout: 60_000,
  });
  await inspect(p, 'approver-done');
  await end();

  const v = await come(browser, watch, phone);
  await v.p.goto(looking.link);
  await expect(v.p.getByRole('heading', { name: '覚書' })).toBeVisible();
  await enter(v.p, code(looking));
  await expect(v.p.locator('.textLayer').first()).toContainText('業務委託契約書');
  await v.p.getByRole('button', { name: '確認の完了へ進む' }).click();
  await inspect(v.p, 'viewer');
  await v.p.getByRole('button', { name: '確認しました' }).click();
  await expect(v.p.getByRole('heading', { name: '確認を記録しました' })).toBeVisible();
  await inspect(v.p, 'viewer-done');
  await v.end();
  watch.check();
});

test('handing over, sending back, declining, reporting', async ({ browser }) => {
  const watch = new Watch();
  watch.expected = [/400|410|404/];
  const { p, end } = await come(browser, watch, phone);
  const sheet = p.getByRole('dialog');
  const go = async (title: string, act: string) => {
    const r = await request(title);
    await p.goto('about:blank');
    await p.goto(r.link);
    await enter(p, code(r));
    await p.getByRole('button', { name: 'その他の操作' }).click();
    await p.getByRole('button', { name: act, exact: true }).click();
    return r;
  };

  const forwarded = await go('転送する契約書', '別の担当者へ転送する');
  await sheet.getByLabel('転送先の氏名').fill('高橋 次郎');
  await sheet.getByLabel('転送先のメールアドレス').fill(counterparty.email);
  await sheet.getByLabel('転送の理由').fill('契約の権限を持つ者に引き継ぎます。');
  await inspect(p, 'act-forward');
  await sheet.getByRole('button', { name: '内容を確認する' }).click();
  await sheet.getByRole('button', { name: '転送する' }).click();
  await expect(sheet.locator('.field-message')).toContainText('ご自身のメールアドレスです');
  await sheet.getByLabel('転送先のメールアドレス').fill('jiro@yamada.example');
  await sheet.getByRole('button', { name: '内容を確認する' }).click();
  await inspect(p, 'act-forward-check');
  await sheet.getByRole('button', { name: '転送する' }).click();
  await expect(p.getByRole('heading', { name: '転送しました' })).toBeVisible();

  await go('差し戻す契約書', '修正を求めて差し戻す');
  await sheet.getByLabel('修正してほしい点').fill('第2条の契約期間を1年に変更してください。');
  await sheet.getByRole('button', { name: '内容を確認する' }).click();
  await inspect(p, 'act-send-back');
  await sheet.getByRole('button', { name: '差し戻す' }).click();
  await expect(p.getByRole('heading', { name: '差し戻しました' })).toBeVisible();

  const declined = await go('辞退する契約書', '辞退する');
  await sheet.getByLabel('辞退の理由').fill('条件が合わないため');
  await sheet.getByRole('button', { name: '内容を確認する' }).click();
  await inspect(p, 'act-decline');
  await sheet.getByRole('button', { name: '辞退する' }).click();
  await expect(p.getByRole('heading', { name: '辞退を送信者へ伝えました' })).toBeVisible();

  await p.goto('about:blank');
  await p.goto(declined.link);
  await p.getByRole('button', { name: '迷惑・不審な依頼を通報する' }).click();
  await sheet.getByRole('radio', { name: '宛先の間違い' }).check();
  await sheet.getByLabel('状況の説明').fill('当社とは関係のない契約です。');
  await inspect(p, 'act-report');
  await sheet.getByRole('button', { name: '内容を確認する' }).click();
  await sheet.getByRole('button', { name: '通報する' }).click();
  await expect(sheet.getByText('通報を受け付けました')).toBeVisible();
  await p.goto('about:blank');
  await p.goto(forwarded.link);
  await expect(p.getByRole('heading', { name: 'この依頼は別の方に転送済みです' })).toBeVisible();
  await expect(p.getByText('高橋 次郎 様へ転送されました')).toBeVisible();
  await expect(p.getByText('jiro@yamada.example')).toBeHidden();
  await inspect(p, 'ended-forwarded');
  await reflows(p, 'ended-forwarded');
  await p.getByRole('button', { name: 'English' }).click();
  await expect(p.getByText(/^It was forwarded to 高橋 次郎 on/)).toBeVisible();
  await end();
  watch.check();
});

test('an old link: a new one while it goes on, the files after the conclusion', async ({
  browser,
}) => {
  const watch = new Watch();
  const waiting = await request('期限の切れたリンク');
  const draft = await makeDraft(client, {
    title: '締結した契約書',
    own: me,
    documents: [{ name: '締結した契約書.pdf', bytes: samplePdf() }],
    counterparties: [counterparty],
  });
  await api.send(client, draft);
  const token = await linkFor(client, counterparty.email, { envelope: draft });
  const theirs = await api.openLink(service, token);
  await api.agree(theirs.client, theirs.view, counterparty);
  const ours = await linkFor(client, owner.email, { envelope: draft });
  const own = await api.openLink(service, ours);
  await api.agree(own.client, own.view, owner);
  await api.waitForState(client, draft, 'completed');
  clock.moveTo(Date.now() + 2 * DAY);
  await client.post('/api/v1/session', { email: owner.email, password: owner.password });

  const { p, end } = await come(browser, watch, phone);
  await p.goto(waiting.link);
  await expect(p.getByRole('heading', { name: 'このリンクは使えません' })).toBeVisible();
  await inspect(p, 'ended-rearm');
  await p.getByRole('button', { name: '新しいリンクをメールで受け取る' }).click();
  await expect(p.getByText('同じメールアドレスへ新しいリンクが届きます')).toBeVisible();

  await p.goto('about:blank');
  await p.goto(`/r/#${token}`);
  await p.getByRole('button', { name: '書類を受け取る' }).click();
  await p.getByRole('button', { name: 'コードを送信' }).click();
  await expect(p.getByText('に送信しました')).toBeVisible();
  await p
    .getByRole('textbox', { name: /^コード/ })
    .fill(await codeFor(client, counterparty.email, { envelope: draft }));
  await p.getByRole('button', { name: '確認する' }).click();
  await expect(p.getByRole('heading', { name: '締結が完了しました' })).toBeVisible();
  await inspect(p, 'done-later');
  const file = p.waitForEvent('download');
  await p.getByRole('link', { name: /署名済み PDF をダウンロード/ }).click();
  expect((await file).suggestedFilename()).toContain('締結した契約書');
  await end();
  watch.check();
});
