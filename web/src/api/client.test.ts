import { describe, expect, it } from 'vitest';
import { pathOf } from './client';

describe('the address of an operation', () => {
  it('has its names filled in, escaped', () => {
    expect(
      pathOf('/envelopes/{id}/documents/{document_id}', { id: 'env_1', document_id: 'a/b' }),
    ).toBe('/envelopes/env_1/documents/a%2Fb');
  });
  it('carries the query', () => {
    expect(pathOf('/envelopes', { query: { q: '契約 書', limit: 2 } })).toBe(
      '/envelopes?q=%E5%A5%91%E7%B4%84+%E6%9B%B8&limit=2',
    );
  });
});
