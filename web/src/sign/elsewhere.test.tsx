import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useEffect, useState } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../api/client';
import type { RecipientView } from '../api/recipient';
import type { SignedCopy } from '../api/schema';
import { uploadFile } from '../api/upload';
import { FixedMessages } from '../messages';
import { ja } from '../messages/ja';
import Review from './Review';

vi.mock('../api/upload', () => ({ uploadFile: vi.fn() }));
// A Mac: the program does not run there, so the form leads to signing elsewhere.
vi.mock('./certificate/computer', () => ({ canSignHere: () => false }));
/** Whether a page that is put on the screen is drawn at once. */
let draws = true;
vi.mock('../pdf/Viewer', () => ({
  default: function Drawn({ onShown }: { onShown: () => void }) {
    useEffect(() => {
      if (draws) onShown();
    }, [onShown]);
    return null;
  },
}));

const upload = vi.mocked(uploadFile);
const copy: SignedCopy = {
  algorithm: 'rsa-pkcs1-sha256',
  at: '2026-11-27T00:00:00Z',
  document_id: 'doc_1',
  issuer: '認証局',
  not_after: '2027-11-27T00:00:00Z',
  sha256: 'aa',
  status: 'good',
  sub_filter: 'ETSI.CAdES.detached',
  subject: '山田 太郎の証明書',
};
const viewOf = (digest: string, items: SignedCopy[] = []) =>
  ({
    state: 'open',
    act: 'none',
    role: 'signer',
    method: 'own_certificate',
    title: '契約書',
    message: '',
    may: ['sign'],
    sender: { company: '青空商事', name: '佐藤' },
    recipient: { company: '山田製作所', name: '山田 太郎' },
    declared: { name: '山田 太郎 ', company: '山田製作所', department: '', title: '' },
    documents: [{ id: 'doc_1', name: '契約書.pdf', pages: 1, size: 1, digest }],
    signed_copies: { possible: true, items },
    statement: { version: 'ja-1', text: '同意します。' },
    authority_statement: '締結する権限を有します',
    gate: { consents: [], factors: [], next: 'none', terms: null },
    fields: [],
    attachments: [],
    questions: [],
    others: [],
  }) as unknown as RecipientView;

/** The service's side: what a reload brings, and the answer to the act. */
let served: RecipientView;
let answer: () => Response;
let posted: unknown[];

function Page() {
  const [view, setView] = useState(served);
  return (
    <FixedMessages m={ja}>
      <Review
        view={view}
        onView={setView}
        onReload={async () => setView(served)}
        onLeave={() => {}}
      />
    </FixedMessages>
  );
}
const refusal = (status: number, slug: string, title: string) => ({
  type: `/problems/${slug}`,
  title,
  status,
});
const file = new File(['%PDF-'], 'signed.pdf', { type: 'application/pdf' });
// By their text: looking for roles takes long in so large a page.
const dialog = () => document.querySelector('dialog');
const button = (text: string, within = 'button *') =>
  screen.getByText(text, { selector: within }).closest('button') as HTMLButtonElement;
const submit = () => button('提出して署名を完了する');
const close = () => userEvent.click(button('閉じる', 'dialog button *'));
const box = () => screen.getByLabelText('締結する権限を有します') as HTMLInputElement;
const handIn = () =>
  fireEvent.change(screen.getByLabelText('署名したPDFを選ぶ'), { target: { files: [file] } });
const proceed = () => userEvent.click(button('ダウンロードと提出へ進む'));
async function begin() {
  render(<Page />);
  await screen.findByText('確認済み');
  await userEvent.click(box());
  await proceed();
  expect(dialog()).toBeTruthy();
}

beforeEach(() => {
  draws = true;
  served = viewOf('before');
  posted = [];
  vi.stubGlobal('matchMedia', () => ({
    matches: true,
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
  vi.stubGlobal('fetch', async (_: string, { body }: { body: string }) => {
    posted.push(JSON.parse(body));
    return answer();
  });
});
afterEach(() => {
  cleanup();
  upload.mockReset();
  vi.unstubAllGlobals();
});

describe('signing elsewhere agrees to what was shown', () => {
  const another = () => {
    served = viewOf('after');
    draws = false;
    return new Problem(refusal(409, 'revision-changed', 'ほかの当事者の署名が先に完了しました'));
  };
  const sentBack = async () => {
    await waitFor(() => expect(dialog()).toBeNull());
    expect(box().checked).toBe(false);
    expect(screen.getByText('内容が更新されました')).toBeTruthy();
    expect(screen.getByText(/もう一度ダウンロードして署名し/)).toBeTruthy();
    expect(screen.getByText('未確認')).toBeTruthy();
    await userEvent.click(box());
    await proceed();
    expect(dialog()).toBeNull(); // not before it was looked at
  };

  it('sends the declaration as it was made, for the digests that were drawn', async () => {
    served = viewOf('before', [copy]);
    answer = () => Response.json(served);
    await begin();
    await userEvent.click(submit());
    expect(posted).toEqual([
      {
        name: '山田 太郎',
        company: '山田製作所',
        department: '',
        title: '',
        statement_version: 'ja-1',
        authority: true,
        shown: [{ document_id: 'doc_1', digest: 'before' }],
      },
    ]);
  });

  it('goes back to the document when the act finds that it moved on', async () => {
    served = viewOf('before', [copy]);
    await begin();
    answer = () =>
      Response.json(refusal(409, 'revision-changed', another().message), { status: 409 });
    await userEvent.click(submit());
    await sentBack();
    expect(posted).toHaveLength(1);
  });

  it('goes back to the document when a file comes too late', async () => {
    await begin();
    upload.mockImplementation(async () => {
      throw another();
    });
    handIn();
    await sentBack();
    expect(posted).toEqual([]);
  });

  it('does not begin when the document moved on since it was read', async () => {
    render(<Page />);
    await screen.findByText('確認済み');
    await userEvent.click(box());
    another();
    await proceed();
    await sentBack();
  });

  it('wants the box ticked anew also where the new document is drawn at once', async () => {
    await begin();
    upload.mockImplementation(async () => {
      const found = another();
      draws = true;
      throw found;
    });
    handIn();
    await waitFor(() => expect(dialog()).toBeNull());
    expect(box().checked).toBe(false);
    await proceed();
    expect(dialog()).toBeNull();
  });

  it('stays, and says why, when the act is refused for the files alone', async () => {
    served = viewOf('before', [copy]);
    await begin();
    answer = () => Response.json(refusal(409, 'conflict', '異なる証明書です'), { status: 409 });
    await userEvent.click(submit());
    expect(await screen.findByText('異なる証明書です')).toBeTruthy();
    expect(dialog()).toBeTruthy();
  });
});

describe('what was handed in', () => {
  const accepted = async () => {
    upload.mockImplementationOnce(async () => {
      served = viewOf('before', [copy]);
      return copy;
    });
    handIn();
    expect(await screen.findByText('署名を確認しました')).toBeTruthy();
  };

  it('is still there when the dialog is opened again', async () => {
    await begin();
    expect(submit().disabled).toBe(true);
    await accepted();
    await close();
    expect(dialog()).toBeNull();
    await proceed();
    expect(screen.getByText(copy.subject)).toBeTruthy();
    expect(submit().disabled).toBe(false);
  });

  it('is shown beside a later file that was refused', async () => {
    await begin();
    await accepted();
    upload.mockRejectedValueOnce(
      new Problem(refusal(422, 'signed-copy-refused', '受け付けません')),
    );
    handIn();
    expect(await screen.findByText('受け付けません')).toBeTruthy();
    expect(screen.getByText('先に提出したファイルはそのままです')).toBeTruthy();
    expect(screen.getByText(copy.subject)).toBeTruthy();
    expect(submit().disabled).toBe(false);
  });

  it('is not submitted while another file is on its way, which ends with the dialog', async () => {
    await begin();
    await accepted();
    let signal: AbortSignal | undefined;
    upload.mockImplementationOnce((_path, _file, _progress, given) => {
      signal = given;
      return new Promise(() => {});
    });
    handIn();
    await waitFor(() => expect(submit().disabled).toBe(true));
    await close();
    expect(signal?.aborted).toBe(true);
  });
});
