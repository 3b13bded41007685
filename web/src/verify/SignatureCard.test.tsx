import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { FixedMessages } from '../messages';
import { ja } from '../messages/ja';
import { report, signature, signer } from './sample';
import { SignatureCard } from './SignatureCard';

afterEach(cleanup);

const show = (s: ReturnType<typeof signature>) =>
  render(
    <FixedMessages m={ja}>
      <SignatureCard signature={s} index={0} report={report([s])} />
    </FixedMessages>,
  );

const registered = (verified: boolean) =>
  signer({
    identity: {
      kind: 'commercial-registration',
      verified,
      items: [{ key: 'number', ja: '会社法人等番号', en: 'Number', value: '0100-01-123456' }],
      notes: [{ ja: '登記事項は変わることがあります。' }],
    },
  });

it('shows the items of an identity, and whether somebody vouches for them', () => {
  const { unmount } = show(signature({ signer: registered(false) }));
  expect(screen.getByText('会社法人等番号')).toBeTruthy();
  expect(screen.getByText('0100-01-123456')).toBeTruthy();
  expect(screen.getByText('証明書の記載（未検証）')).toBeTruthy();
  expect(screen.getByText('登記事項は変わることがあります。')).toBeTruthy();
  unmount();
  show(signature({ signer: registered(true) }));
  expect(screen.getByText('発行元を確認済み')).toBeTruthy();
});

it('shows building blocks, the chain with its revocation data, and proofs', () => {
  show(
    signature({
      blocks: [
        {
          block: 'FC',
          ja: '形式の検査',
          en: 'Format',
          indication: 'PASSED',
          sub_indication: null,
          findings: [],
        },
        {
          block: 'XCV',
          ja: '証明書',
          en: 'X.509',
          indication: 'INDETERMINATE',
          sub_indication: 'TRY_LATER',
          findings: ['no-chain'],
        },
      ],
      proofs: [{ time: '2026-11-01T00:00:05Z', by: 'signature-timestamp', covers: ['signature'] }],
      signer: signer({
        chain_status: [
          {
            subject: 'CN=Root',
            revocation: 'revoked',
            source: 'CRL',
            this_update: '2026-11-01T00:00:00Z',
            next_update: '2026-11-08T00:00:00Z',
            revoked_at: '2026-10-01T00:00:00Z',
            reason: 'keyCompromise',
          },
        ],
      }),
    }),
  );
  const blocks = screen.getByRole('table', {
    name: '検証の手順（ETSI EN 319 102-1）',
    hidden: true,
  });
  expect(within(blocks).getByText('INDETERMINATE / TRY_LATER')).toBeTruthy();
  const [chain] = screen.getAllByRole('table', { name: '証明書の連鎖と失効情報', hidden: true });
  expect(chain?.textContent).toContain(
    '失効しています · 失効日時 2026年10月1日 9:00 · keyCompromise',
  );
  expect(chain?.textContent).toContain('CRL · 発行 2026年11月1日 9:00 · 次回 2026年11月8日 9:00');
  expect(screen.getByText('signature-timestamp')).toBeTruthy();
});
