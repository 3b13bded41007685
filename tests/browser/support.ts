import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, expect, type Page } from '@playwright/test';
import * as api from '../support/service.mjs';
import { samplePdf } from './sample';

const here = dirname(fileURLToPath(import.meta.url));
const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

export interface RunningService {
  url: string;
  dir: string;
  setupToken: string;
  stop: () => Promise<unknown>;
}
interface ServiceOptions {
  settings?: Record<string, string>;
  dir?: string;
}
export const startService = async (options: ServiceOptions = {}): Promise<RunningService> =>
  (await api.Service.start(options)) as unknown as RunningService;

/** The scenario tests' helpers, with the types that their JavaScript leaves open. */
export type Client = Awaited<ReturnType<typeof api.setUp>>;
interface Party {
  name: string;
  email: string;
  company: string;
  order?: number;
}
interface DraftOptions {
  title?: string;
  own: { organisation_name: string; name: string; email: string; order?: number };
  documents: { name: string; bytes: Buffer }[];
  counterparties: Party[];
}
export const makeDraft = api.draft as unknown as (
  client: Client,
  options: DraftOptions,
) => Promise<{ id: string }>;
export const codeFor = api.codeFor as (
  client: Client,
  email: string,
  options: { envelope?: { id: string } },
) => Promise<string>;
export const linkFor = api.linkFor as (
  client: Client,
  email: string,
  options: { envelope: { id: string } },
) => Promise<string>;

/** A contract that the counterparty is asked to sign with a certificate of its own. */
export async function ownCertificateRequest(client: Client): Promise<{ id: string; link: string }> {
  const draft = await makeDraft(client, {
    title: '業務委託契約書',
    own: me,
    documents: [{ name: '業務委託契約書.pdf', bytes: samplePdf() }],
    counterparties: [{ ...counterparty, order: 1 }],
  });
  const path = `/api/v1/envelopes/${draft.id}`;
  const now = await client.get(path);
  await client.patch(path, {
    version: now.version,
    recipients: (now.recipients as { email: string }[]).map((r) =>
      r.email === counterparty.email ? { ...r, method: 'own_certificate' } : r,
    ),
  });
  await api.send(client, draft);
  const token = await linkFor(client, counterparty.email, { envelope: draft });
  return { id: draft.id, link: `/r/#${token}` };
}

export const desktop = { viewport: { width: 1920, height: 1080 } };
export const phone = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 3,
  isMobile: true,
  hasTouch: true,
};

export const owner = {
  organisation: '株式会社スカイ商事',
  name: '佐藤 花子',
  email: 'hanako@sky-shoji.example',
  password: 'correct-horse-battery-22',
};
/** The owner as the scenario tests' helpers want it. */
export const me = {
  organisation_name: owner.organisation,
  name: owner.name,
  email: owner.email,
  password: owner.password,
};
export const counterparty = {
  company: '山田製作所株式会社',
  name: '山田 太郎',
  email: 'taro@yamada.example',
};

/** Everything that went wrong in a page's console, its scripts or its content security policy. */
export class Watch {
  readonly faults: string[] = [];
  /** Answers that a test provokes, such as a 401: the browser writes them to its console too. */
  expected: RegExp[] = [];

  attach(page: Page): void {
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      const text = `${message.text()} (${message.location().url})`;
      if (!this.expected.some((pattern) => pattern.test(text))) this.faults.push(text);
    });
    page.on('pageerror', (error) => this.faults.push(String(error.stack ?? error)));
  }

  check(): void {
    expect(this.faults, 'console errors, exceptions and CSP reports').toEqual([]);
  }
}

/** A person with a browser of their own: nothing shared with the others. */
export async function visitor(
  browser: Browser,
  service: RunningService,
  watch: Watch,
  kind: typeof desktop | typeof phone,
): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({
    ...kind,
    baseURL: service.url,
    locale: 'ja-JP',
    timezoneId: 'Asia/Tokyo',
    reducedMotion: 'reduce',
    acceptDownloads: true,
  });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
    });
  });
  const page = await context.newPage();
  watch.attach(page);
  return { page, context };
}

/** A member's browser, with the session that was made through the API. */
export async function signedIn(
  browser: Browser,
  service: RunningService,
  watch: Watch,
  kind: typeof desktop | typeof phone,
  who: { cookies: Map<string, string> },
  language?: string,
): Promise<{ page: Page; context: BrowserContext }> {
  const v = await visitor(browser, service, watch, kind);
  const cookies = {
    skysign: who.cookies.get('skysign') ?? '',
    ...(language && { lang: language }),
  };
  await v.context.addCookies(
    Object.entries(cookies).map(([name, value]) => ({ name, value, url: service.url })),
  );
  return v;
}

export async function setUp(page: Page, service: RunningService): Promise<void> {
  await page.goto(`/setup#${service.setupToken}`);
  await page.getByLabel('契約企業名').fill(owner.organisation);
  await page.getByLabel('氏名').fill(owner.name);
  await page.getByLabel('メールアドレス').fill(owner.email);
  await page.getByLabel('パスワード', { exact: true }).fill(owner.password);
  await page.getByRole('button', { name: '設定して始める' }).click();
  await expect(page.getByRole('heading', { name: '書類', exact: true })).toBeVisible();
}

/** The newest mail to somebody, read on the outbox page as a person in 試用 would. */
/** Presses the landing page's button and whatever leads to the document: a mailed code, the terms. */
export async function enter(page: Page, mailedCode?: () => Promise<string>): Promise<void> {
  await page.getByRole('button', { name: '書類を確認する' }).click();
  await passGate(page, mailedCode);
}

export async function passGate(page: Page, mailedCode?: () => Promise<string>): Promise<void> {
  const terms = page.getByRole('button', { name: '同意して進む' });
  const code = page.getByRole('heading', { name: 'ご本人ですか' });
  const shown = page.locator('.pdf-page').first();
  await expect(terms.or(code).or(shown).first()).toBeVisible();
  if (mailedCode && (await code.isVisible())) {
    await page.getByRole('button', { name: 'コードを送信' }).click();
    await expect(page.getByText('に送信しました')).toBeVisible();
    await page.getByRole('textbox', { name: /^コード/ }).fill(await mailedCode());
    await page.getByRole('button', { name: '確認する' }).click();
    await expect(terms.or(shown).first()).toBeVisible();
  }
  if (await terms.isVisible()) await terms.click();
}

export async function mailedLink(page: Page, to: string): Promise<string> {
  await expect(async () => {
    await page.goto('/outbox');
    await expect(page.getByRole('row').filter({ hasText: to }).first()).toBeVisible({
      timeout: 2000,
    });
  }).toPass({ timeout: 60_000 });
  await page.getByRole('row').filter({ hasText: to }).first().getByRole('link').click();
  const link = page.getByRole('link', { name: 'メール内のリンクを開く' });
  await expect(link).toBeVisible();
  const href = (await link.getAttribute('href')) ?? '';
  expect(href).toMatch(/\/r\/#[A-Za-z0-9_-]{43}$/);
  return href;
}

/** Where pictures of the screens go, when they are wished: `make pictures`. */
const pictures = process.env['PICTURES'] ? join(here, 'out') : null;

/** Looks at a screen as a tester does: no axe finding, no sideways scrolling, and a picture. */
export async function inspect(page: Page, name: string): Promise<void> {
  const size = page.viewportSize() ?? desktop.viewport;
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  const findings = await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run: (
          options: object,
        ) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
      };
    };
    const result = await axe.run({
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    return result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`);
  });
  expect.soft(findings, `axe on ${name}`).toEqual([]);
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect.soft(overflow, `${name} scrolls sideways at ${size.width}`).toBeLessThanOrEqual(0);
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({
    path: join(pictures, `${name}-${size.width}.png`),
    fullPage: true,
    animations: 'disabled',
  });
}

/** The narrowest width that people zoom to: everything must still fit. */
export async function reflows(page: Page, name: string): Promise<void> {
  const before = page.viewportSize() ?? desktop.viewport;
  await page.setViewportSize({ width: 320, height: 640 });
  await page.waitForTimeout(200);
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('body *')]
      .filter((e) => {
        const box = e.getBoundingClientRect();
        const clipped = e.closest('.tabs, .viewer-pages, .visually-hidden, .rows thead');
        return box.width > 0 && box.right > 321 && !clipped;
      })
      .slice(0, 5)
      .map((e) => e.outerHTML.slice(0, 120)),
  );
  expect.soft(wide, `${name} at 320 px`).toEqual([]);
  await page.setViewportSize(before);
}

/** A red ring on white paper, as a camera would bring it. */
export async function impression(p: Page): Promise<Buffer> {
  const bytes = await p.evaluate(async () => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 400;
    const c = canvas.getContext('2d') as CanvasRenderingContext2D;
    c.fillStyle = '#f8f6f2';
    c.fillRect(0, 0, 400, 400);
    c.strokeStyle = c.fillStyle = '#d0342c';
    c.lineWidth = 12;
    c.beginPath();
    c.arc(200, 200, 120, 0, 7);
    c.stroke();
    c.font = '90px sans-serif';
    c.textAlign = 'center';
    c.fillText('山', 200, 190);
    c.fillText('田', 200, 290);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
    if (!blob) return [];
    return [...new Uint8Array(await blob.arrayBuffer())];
  });
  return Buffer.from(bytes);
}
