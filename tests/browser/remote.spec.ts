import { expect, type Page, test } from '@playwright/test';
import { startCsc } from '../support/csc-server.mjs';
import { makeCa, tempDir } from '../support/judge.mjs';
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
 * A key held by a remote signing service (当事者型): the browser goes to its pages twice and comes back. On a phone no other way
 * is as easy: nothing is installed.
 */
interface Csc {
  url: string;
  api: string;
  set: (more: object) => Promise<unknown>;
  fault: (faults?: object) => Promise<unknown>;
  close: () => Promise<unknown>;
}
interface Issued {
  key: string;
  cert: string;
}
const android =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36';
const NAME = '青空リモート署名';

test.use({ actionTimeout: 15_000 });

let service: RunningService;
let client: Client;
let csc: Csc;

test.beforeAll(async () => {
  const ca = makeCa() as unknown as {
    root: string;
    issue: (name: string, options: object) => Issued;
  };
  const signer = ca.issue('株式会社 青空商事 署名者', { kind: 'p256' });
  const held = (id: string, more: object = {}) => ({
    id,
    key: signer.key,
    cert: signer.cert,
    chain: [],
    type: 'ec',
    algo: ['1.2.840.10045.4.3.2'],
    len: 256,
    multisign: 10,
    ...more,
  });
  const credentials = [
    held('own', { description: '契約用の証明書' }),
    held('pin', { mode: 'explicit', description: '暗証番号で使う証明書' }),
    held('key-2026-4711', { fault: 'broken' }),
  ];
  const scratch = `${tempDir('csc-browser')}/hash`;
  csc = (await startCsc({
    client: { id: 'skysign' },
    credentials,
    scratch,
  } as never)) as unknown as Csc;
  service = await startService({
    settings: {
      verify_trust: ca.root,
      remote_signing: `${NAME},${csc.api},skysign`,
      remote_signing_allow_private: 'true',
    },
  });
  await csc.set({ client: { id: 'skysign', redirect: `${service.url}/r/remote` } });
  client = await api.setUp(service as never, me);
});
test.afterAll(async () => {
  await csc?.close();
  await service?.stop();
});

const dialog = (p: Page) => p.getByRole('dialog', { name: 'リモート署名サービスで署名する' });

/** At the service, and back: no code stays in the address. */
async function answer(p: Page, heading: RegExp, button: string) {
  await expect(p.getByRole('heading', { name: heading })).toBeVisible();
  expect(new URL(p.url()).origin).toBe(csc.url);
  await p.getByRole('button', { name: button, exact: true }).click();
  await expect(dialog(p)).toBeVisible();
  expect(p.url()).toBe(`${service.url}/r/`);
}

async function refuses(p: Page, picture: string) {
  await p.getByRole('button', { name: 'リモート署名サービスへ進む' }).click();
  await answer(p, /サインイン/, '許可しない');
  await expect(dialog(p).getByText('許可されませんでした')).toBeVisible();
  await inspect(p, `${picture}-denied`);
  await dialog(p).getByRole('button', { name: '署名の方法を選びなおす' }).click();
  await expect(dialog(p)).toBeHidden();
}

/** In to the service, and to the list of certificates. */
async function chooses(p: Page, picture: string) {
  await p.getByRole('button', { name: 'リモート署名サービスへ進む' }).click();
  await answer(p, /サインイン/, '許可');
  await expect(dialog(p).getByText('契約用の証明書')).toBeVisible();
  await dialog(p).getByText('選択できない電子証明書').click();
  await expect(dialog(p).getByText(/暗証番号やワンタイムパスワード/)).toBeVisible();
  await expect(dialog(p).getByText('key-2026-4711')).toBeVisible();
  await inspect(p, `${picture}-choose`);
  await dialog(p).getByRole('button', { name: 'この証明書で署名へ進む' }).click();
}

async function allows(p: Page) {
  await expect(p.getByRole('heading', { name: /1件の署名を許可/ })).toBeVisible();
  await p.getByRole('button', { name: '許可', exact: true }).click();
  await expect(p.getByRole('heading', { name: /同意が完了しました/ })).toBeVisible();
}

test('a recipient signs on a computer with a key at a service', async ({ browser }) => {
  const watch = new Watch();
  watch.expected.push(/409/); // what is refused on the way
  const { page: p, context } = await visitor(browser, service, watch, desktop);
  const { link } = await ownCertificateRequest(client);
  await p.goto(link);
  await enter(p, () => api.codeFor(client, counterparty.email, {}) as Promise<string>);
  const form = p.getByRole('complementary');
  const ready = async () => {
    await expect(form.getByText('確認済み', { exact: true }).first()).toBeVisible();
    await form.getByRole('radio', { name: new RegExp(NAME) }).check();
    await form.getByRole('checkbox').last().check();
  };
  await ready();
  await inspect(p, 'remote-form');
  await refuses(p, 'remote');
  await ready();
  await chooses(p, 'remote');
  await allows(p);
  await context.close();
  watch.check();
});

test('a phone signs without any program', async ({ browser }) => {
  const watch = new Watch();
  watch.expected.push(/409/, /503/);
  const kind = { ...phone, userAgent: android };
  const { page: p, context } = await visitor(browser, service, watch, kind);
  const { link } = await ownCertificateRequest(client);
  await p.goto(link);
  await enter(p, () => api.codeFor(client, counterparty.email, {}) as Promise<string>);
  await p.getByRole('button', { name: '同意へ進む' }).click();
  await expect(p.getByText('パソコンが必要です')).toBeHidden();
  await expect(p.getByRole('radio', { name: new RegExp(NAME) })).toBeChecked();
  await p.getByRole('checkbox').last().check();
  await inspect(p, 'remote-phone-form');
  await chooses(p, 'remote-phone');
  await answer(p, /1件の署名を許可/, '許可しない');
  await expect(dialog(p).getByText('許可されませんでした')).toBeVisible();
  await csc.fault({ 'signatures/signHash': 'broken' });
  await dialog(p).getByRole('button', { name: 'サービスの画面で許可する' }).click();
  await answer(p, /1件の署名を許可/, '許可');
  await expect(dialog(p).getByText(/応答がありません/)).toBeVisible();
  await inspect(p, 'remote-phone-down');
  await reflows(p, 'remote-phone-down');
  await csc.fault();
  await dialog(p).getByRole('button', { name: 'サービスの画面で許可する' }).click();
  await allows(p);
  await context.close();
  watch.check();
});
