import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { RecipientView } from '../api/recipient';
import type { RecipientDocument } from '../api/types';
import { FixedMessages } from '../messages';
import { ja } from '../messages/ja';
import { type AgreeDraft, AgreeForm } from './AgreeForm';
import { ActForm } from './acts/ActDialog';

afterEach(cleanup);

const view = {
  role: 'signer',
  authority_statement: '締結する権限を有します',
  statement: { version: 'ja-1', text: '同意します。' },
} as RecipientView;
const document: RecipientDocument = {
  id: 'doc_1',
  name: '別紙.pdf',
  pages: 1,
  size: 1,
  digest: 'x',
};

function Form({
  unread = [],
  onAgree,
  onOpenUnread = () => {},
}: {
  unread?: RecipientDocument[];
  onAgree: () => Promise<void>;
  onOpenUnread?: () => void;
}) {
  const [draft, setDraft] = useState<AgreeDraft>({
    name: '山田 太郎',
    company: '山田製作所',
    department: '',
    title: '',
    authority: false,
  });
  return (
    <FixedMessages m={ja}>
      <AgreeForm
        view={view}
        before={{ unread, missing: [], onOpenUnread, onFill: () => {} }}
        problem={null}
        draft={draft}
        onDraft={setDraft}
        onAgree={onAgree}
      />
    </FixedMessages>
  );
}
const press = () => userEvent.click(screen.getByRole('button', { name: '同意する' }));

describe('agreeing', () => {
  it('needs the box, which is never ticked beforehand', async () => {
    const onAgree = vi.fn(async () => {});
    render(<Form onAgree={onAgree} />);
    const box = screen.getByRole('checkbox') as HTMLInputElement;
    expect(box.checked).toBe(false);
    await press();
    expect(onAgree).not.toHaveBeenCalled();
    expect(screen.getByText(/チェックを入れてください/)).toBeTruthy();
    await userEvent.click(box);
    await press();
    expect(onAgree).toHaveBeenCalledWith({
      name: '山田 太郎',
      company: '山田製作所',
      department: '',
      title: '',
    });
  });

  it('needs a name', async () => {
    const onAgree = vi.fn(async () => {});
    render(<Form onAgree={onAgree} />);
    await userEvent.click(screen.getByRole('checkbox'));
    await userEvent.clear(screen.getByLabelText(/^氏名/));
    await press();
    expect(onAgree).not.toHaveBeenCalled();
    expect(screen.getByText('氏名を入力してください')).toBeTruthy();
  });

  it('needs every file to have been opened, and leads there', async () => {
    const onAgree = vi.fn(async () => {});
    const onOpenUnread = vi.fn();
    render(<Form unread={[document]} onAgree={onAgree} onOpenUnread={onOpenUnread} />);
    await userEvent.click(screen.getByRole('checkbox'));
    await press();
    expect(onAgree).not.toHaveBeenCalled();
    await userEvent.click(screen.getByRole('button', { name: '「別紙.pdf」を開く' }));
    expect(onOpenUnread).toHaveBeenCalled();
  });
});

describe('declining', () => {
  it('needs a reason, and is looked at once more before it is sent', async () => {
    const fetched = vi.fn(async () => new Response('{"state":"declined"}', { status: 200 }));
    vi.stubGlobal('fetch', fetched);
    const onSent = vi.fn();
    render(
      <FixedMessages m={ja}>
        <ActForm act="decline" expireAt={null} onSent={onSent} onCancel={() => {}} />
      </FixedMessages>,
    );
    const check = screen.getByRole('button', { name: '内容を確認する' });
    await userEvent.click(check);
    expect(screen.getByText('辞退の理由を入力してください')).toBeTruthy();
    await userEvent.type(screen.getByLabelText(/^辞退の理由/), '期間が合わないため');
    await userEvent.click(check);
    expect(fetched).not.toHaveBeenCalled();
    expect(screen.getByText('期間が合わないため')).toBeTruthy();
    await userEvent.click(screen.getByRole('button', { name: '辞退する' }));
    expect(fetched).toHaveBeenCalledWith(
      '/api/v1/recipient/decline',
      expect.objectContaining({ body: '{"reason":"期間が合わないため"}' }),
    );
    expect(onSent).toHaveBeenCalledWith({ state: 'declined' });
    vi.unstubAllGlobals();
  });
});
