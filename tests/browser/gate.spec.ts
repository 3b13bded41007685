import { expect, test } from '@playwright/test';
import * as api from '../support/service.mjs';
import { samplePdf } from './sample';
import {
  codeFor,
  counterparty,
  desktop,
  inspect,
  linkFor,
  makeDraft,
  me,
  passGate,
  startService,
  visitor,
  Watch,
} from './support';

/* A passkey in a real browser: the authenticator is Chromium's own virtual one, behind the same
 * interface as a telephone or a security key. WebAuthn needs a name, so the service has one. */
test('a recipient enrols a passkey and comes back with it', async ({ browser }) => {
  const port = await api.freePort();
  const service = await startService({
    settings: { port: String(port), base_url: `http://localhost:${port}` },
  });
  service.url = `http://localhost:${port}`;
  try {
    const client = await api.setUp(service, me);
    const watch = new Watch();
    const { page, context } = await visitor(browser, service, watch, desktop);
    const cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    const sent = async (title: string) => {
      const envelope = await makeDraft(client as never, {
        title,
        own: me,
        documents: [{ name: `${title}.pdf`, bytes: samplePdf() }],
        counterparties: [counterparty],
      });
      const now = await client.get(`/api/v1/envelopes/${envelope.id}`);
      await client.patch(`/api/v1/envelopes/${envelope.id}`, {
        version: now.version,
        recipients: now.recipients.map((r: { side: string }) =>
          r.side === 'counterparty' ? { ...r, factors: [{ kind: 'passkey' }] } : r,
        ),
      });
      await api.send(client, envelope);
      return { envelope, token: await linkFor(client as never, counterparty.email, { envelope }) };
    };

    const first = await sent('秘密保持契約書');
    await page.goto(`/r/#${first.token}`);
    await page.getByRole('button', { name: '書類を確認する' }).click();
    await page.getByRole('button', { name: 'コードを送信' }).click();
    await expect(page.getByText('に送信しました')).toBeVisible();
    await inspect(page, 'gate-code');
    await page
      .getByRole('textbox', { name: /^コード/ })
      .fill(await codeFor(client as never, counterparty.email, { envelope: first.envelope }));
    await page.getByRole('button', { name: '確認する' }).click();
    await inspect(page, 'gate-passkey');
    await page.getByRole('button', { name: 'パスキーを登録する' }).click();
    await expect(page.getByRole('button', { name: '同意して進む' })).toBeVisible();
    await passGate(page);
    await expect(page.locator('.textLayer').first()).toContainText('業務委託契約書');

    const next = await sent('業務委託契約書');
    await page.goto('about:blank');
    await page.goto(`/r/#${next.token}`);
    await page.getByRole('button', { name: '書類を確認する' }).click();
    await page.getByRole('button', { name: 'パスキーで確認する' }).click();
    await expect(page.locator('.textLayer').first()).toContainText('業務委託契約書');
    await context.close();
  } finally {
    await service.stop();
  }
});
