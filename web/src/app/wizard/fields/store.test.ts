import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { api, Problem } from '../../../api/client';
import { areaOf, newItem } from './model';
import { FieldStore, type Owner } from './store';

const conflict = () => new Problem({ type: '/problems/conflict', title: 'stale', status: 409 });
const text = () => newItem('text', 'doc', 'rcp', areaOf('text', 1, 0.5, 0.5), []);

describe('the fields of a draft', () => {
  let version = 1;
  const owner: Owner = {
    flush: async () => true,
    version: () => version,
    adopt: (next) => {
      version = next;
    },
  };
  const loaded = async () => {
    const store = new FieldStore('env', owner);
    store.reload();
    await vi.waitFor(() => expect(store.snapshot().items).not.toBeNull());
    return store;
  };

  beforeEach(() => {
    version = 1;
    vi.spyOn(api, 'get').mockImplementation((path: string) =>
      Promise.resolve(
        (path.endsWith('/fields')
          ? { version: 4, items: [] }
          : { state: 'draft', version: 7 }) as never,
      ),
    );
  });
  afterEach(() => vi.restoreAllMocks());

  it('get their ids from the answer, and the draft its version', async () => {
    vi.spyOn(api, 'put').mockResolvedValue({ version: 5, items: [{ id: 'fld_1' }] });
    const store = await loaded();
    store.change([text()]);
    expect(await store.flush()).toBe(true);
    expect(store.snapshot().items?.[0]?.id).toBe('fld_1');
    expect(version).toBe(5);
  });

  it('are sent again when something else of the draft moved the version', async () => {
    const put = vi
      .spyOn(api, 'put')
      .mockRejectedValueOnce(conflict())
      .mockResolvedValue({ version: 8, items: [{ id: 'fld_1' }] });
    const store = await loaded();
    store.change([text()]);
    expect(await store.flush()).toBe(true);
    expect(put.mock.lastCall?.[1]).toMatchObject({ version: 7 });
  });

  it('are a conflict when somebody else changed them', async () => {
    vi.spyOn(api, 'put').mockRejectedValue(conflict());
    const store = await loaded();
    vi.spyOn(api, 'get').mockImplementation((path: string) =>
      Promise.resolve(
        (path.endsWith('/fields')
          ? { version: 9, items: [{ id: 'theirs' }] }
          : { state: 'draft', version: 9 }) as never,
      ),
    );
    store.change([text()]);
    expect(await store.flush()).toBe(false);
    expect(store.snapshot().save).toBe('conflict');
    await store.takeTheirs();
    expect(store.snapshot().items?.map((f) => f.id)).toEqual(['theirs']);
    expect(store.snapshot().save).toBe('saved');
  });

  it('come back by undo, and go again by redo', async () => {
    vi.spyOn(api, 'put').mockResolvedValue({ version: 5, items: [{ id: 'fld_1' }] });
    const store = await loaded();
    store.change([text()]);
    store.change([]);
    store.undo();
    expect(store.snapshot().items).toHaveLength(1);
    store.redo();
    expect(store.snapshot().items).toHaveLength(0);
    store.dispose();
  });
});
