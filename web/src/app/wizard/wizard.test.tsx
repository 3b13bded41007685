import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { newDraft, type RecipientDraft } from '../../lib/recipients';
import { FixedMessages } from '../../messages';
import { ja } from '../../messages/ja';
import { DayPicker } from './DayPicker';
import { contentKey, type Draft } from './draft';
import { RecipientsStep } from './RecipientsStep';
import { refusedHere } from './uploads';

afterEach(cleanup);
vi.mock('../session', () => ({ useSession: () => ({ can: () => false }) }));
const me = { name: '佐藤 花子', email: 'hanako@sky.example', organisation: 'スカイ商事' };

function Recipients({ start, tried = false }: { start: RecipientDraft[]; tried?: boolean }) {
  const [rows, setRows] = useState(start);
  return (
    <FixedMessages m={ja}>
      <RecipientsStep draft={{ rows, setRows } as unknown as Draft} me={me} tried={tried} />
    </FixedMessages>
  );
}
const names = () =>
  screen.getAllByLabelText(/^氏名/).map((input) => (input as HTMLInputElement).value);
const two = () => [
  newDraft({ name: '山田 太郎', email: 'taro@yamada.example' }),
  newDraft({ side: 'own', name: me.name, email: me.email }),
];

describe('recipients', () => {
  it('change places by the arrow keys on the handle, and say so', async () => {
    render(<Recipients start={two()} />);
    const handle = screen.getByRole('button', { name: /^山田 太郎 の順番を変える/ });
    handle.focus();
    await userEvent.keyboard('{ArrowDown}');
    expect(names()).toEqual(['佐藤 花子', '山田 太郎']);
    expect(screen.getByRole('status').textContent).toBe('山田 太郎 を 2 番目に移動しました');
  });

  it('say what is missing once a row has been left', async () => {
    render(<Recipients start={[newDraft(), newDraft({ name: 'B', email: 'b@x.jp' })]} />);
    const first = within(screen.getByRole('group', { name: '宛先 1' }));
    expect(first.queryByText('氏名を入力してください')).toBeNull();
    await userEvent.type(first.getByLabelText(/^メールアドレス/), 'taro@gmial.com');
    expect(first.getByText(/taro@gmail.com ではありませんか/)).toBeTruthy();
    await userEvent.click(first.getByRole('button', { name: '修正する' }));
    await userEvent.click(screen.getByRole('button', { name: '宛先を追加' }));
    expect(first.getByText('氏名を入力してください')).toBeTruthy();
    expect((first.getByLabelText(/^メールアドレス/) as HTMLInputElement).value).toBe(
      'taro@gmail.com',
    );
  });

  it('lose our own signatory only by choosing なし', async () => {
    render(<Recipients start={two()} />);
    expect((screen.getByRole('radio', { name: '自分' }) as HTMLInputElement).checked).toBe(true);
    await userEvent.click(screen.getByRole('radio', { name: 'なし（手続のみ）' }));
    expect(names()).toEqual(['山田 太郎']);
    await userEvent.click(screen.getByRole('radio', { name: '自分' }));
    expect(names()).toEqual(['山田 太郎', '佐藤 花子']);
  });

  it('share a number when they are asked together', async () => {
    const rows = [newDraft({ name: 'A' }), newDraft({ name: 'B' }), newDraft({ name: 'C' })];
    render(<Recipients start={rows} />);
    await userEvent.selectOptions(screen.getByLabelText('B へ送る時期'), 'together');
    expect(screen.getAllByRole('img').map((x) => x.textContent)).toEqual(['1', '1', '2']);
  });
});

describe('the deadline', () => {
  it('takes whole days from today on and leaves the others alone', () => {
    const taken = vi.fn();
    render(
      <FixedMessages m={ja}>
        <DayPicker
          label="期限"
          hint=""
          tooEarly="早すぎます"
          value={null}
          min="2026-11-23"
          onValue={taken}
        />
      </FixedMessages>,
    );
    const field = screen.getByLabelText('期限');
    fireEvent.change(field, { target: { value: '2026-11-22' } });
    expect(taken).not.toHaveBeenCalled();
    fireEvent.blur(field);
    expect(screen.getByText('早すぎます')).toBeTruthy();
    fireEvent.change(field, { target: { value: '2026-12-01' } });
    expect(taken).toHaveBeenCalledWith('2026-12-01');
  });
});

describe('a file', () => {
  it('is refused before sending when it is empty or nothing that becomes a PDF', async () => {
    expect(await refusedHere(new Blob([]))).toBe('empty');
    expect(await refusedHere(new Blob(['PK\u0003\u0004']))).toBeNull();
    expect(await refusedHere(new Blob(['plain words']))).toBe('not_pdf');
    expect(await refusedHere(new Blob(['junk before\n%PDF-1.7\n']))).toBeNull();
    expect(await refusedHere(new Blob([' '.repeat(2000), '%PDF-1.7']))).toBe('not_pdf');
  });
});

describe('a conflict', () => {
  it('is told by content: files and versions do not count', () => {
    const e = {
      title: 't',
      message: 'm',
      expire_at: null,
      recipients: [],
      documents: [],
      version: 1,
    } as unknown as Parameters<typeof contentKey>[0];
    expect(contentKey({ ...e, version: 2 })).toBe(contentKey(e));
    expect(contentKey({ ...e, title: 'other' })).not.toBe(contentKey(e));
  });
});
