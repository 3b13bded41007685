import { api, asProblem, type Problem } from '../../../api/client';
import type { FieldList } from '../../../api/flowTypes';
import { Autosave, type SaveState } from '../../../lib/autosave';
import { type Item, newKey, toInput } from './model';

const STEPS_KEPT = 100;

/** The draft whose version the fields are saved under. */
export interface Owner {
  flush: () => Promise<boolean>;
  version: () => number;
  adopt: (version: number) => void;
}

export interface FieldsState {
  /** Null while they are being fetched. */
  items: Item[] | null;
  /** Why they could not be fetched. */
  problem: Problem | null;
  save: SaveState;
  saveProblem: Problem | null;
  past: Item[][];
  future: Item[][];
}

/** A draft's fields: replaced as a whole under the draft's version, a moment after each change. */
export class FieldStore {
  private state: FieldsState = {
    items: null,
    problem: null,
    save: 'saved',
    saveProblem: null,
    past: [],
    future: [],
  };
  private readonly listeners = new Set<() => void>();
  private readonly autosave: Autosave<{ items: Item[] }>;
  /** The server's list as this page last saw it. */
  private known = '';

  constructor(
    private readonly envelope: string,
    private readonly owner: Owner,
  ) {
    this.autosave = new Autosave(0, {
      save: (_version, { items }) => this.put(items),
      onState: (save, saveProblem) => this.set({ save, saveProblem }),
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };
  readonly snapshot = (): FieldsState => this.state;
  readonly flush = (): Promise<boolean> => this.autosave.flush();
  readonly unsaved = (): boolean => this.autosave.unsaved;
  readonly dispose = (): void => this.autosave.dispose();

  readonly reload = (): void => {
    this.set({ problem: null });
    this.owner
      .flush()
      .then(() => this.take())
      .catch((error: unknown) => this.set({ problem: asProblem(error) }));
  };

  readonly change = (next: Item[]): void => {
    const { items, past } = this.state;
    if (!items) return;
    this.set({ past: [...past.slice(1 - STEPS_KEPT), items], future: [] });
    this.apply(next);
  };

  readonly undo = (): void => {
    const { items, past, future } = this.state;
    const to = past.at(-1);
    if (!items || !to) return;
    this.set({ past: past.slice(0, -1), future: [items, ...future] });
    this.apply(to);
  };

  readonly redo = (): void => {
    const { items, past, future } = this.state;
    const to = future[0];
    if (!items || !to) return;
    this.set({ past: [...past, items], future: future.slice(1) });
    this.apply(to);
  };

  /** Fields that the file brought along; answers how many came. */
  readonly adopt = async (document_id: string): Promise<number> => {
    await this.autosave.flush();
    const before = this.state.items?.length ?? 0;
    const version = this.owner.version();
    await api.post<FieldList>(`${this.path}/adopt`, { version, document_id });
    return (await this.take()).items.length - before;
  };

  readonly takeTheirs = async (): Promise<void> => {
    const list = await this.take();
    this.autosave.resolve(list.version, false);
  };

  readonly keepOurs = async (): Promise<void> => {
    const list = await api.get<FieldList>(this.path);
    this.known = JSON.stringify(list.items);
    this.owner.adopt(list.version);
    this.autosave.resolve(list.version, true);
  };

  private get path(): string {
    return `/envelopes/${this.envelope}/fields`;
  }

  private set(part: Partial<FieldsState>): void {
    this.state = { ...this.state, ...part };
    for (const tell of this.listeners) tell();
  }

  private apply(items: Item[]): void {
    this.set({ items });
    this.autosave.change({ items });
  }

  private async take(): Promise<FieldList> {
    const list = await api.get<FieldList>(this.path);
    this.known = JSON.stringify(list.items);
    this.owner.adopt(list.version);
    const items = list.items.map((f) => ({ ...f, key: newKey() }));
    this.set({ items, past: [], future: [] });
    return list;
  }

  private async put(items: Item[]): Promise<number> {
    await this.owner.flush();
    try {
      return await this.send(items);
    } catch (error) {
      if (asProblem(error).status !== 409) throw error;
      // Something else of the draft moved the version: no conflict unless the fields differ.
      const [draft, list] = await Promise.all([
        api.get<{ state: string; version: number }>(`/envelopes/${this.envelope}`),
        api.get<FieldList>(this.path),
      ]);
      if (draft.state !== 'draft' || JSON.stringify(list.items) !== this.known) throw error;
      this.owner.adopt(draft.version);
      return this.send(items);
    }
  }

  private async send(items: Item[]): Promise<number> {
    const answer = await api.put<FieldList>(this.path, {
      version: this.owner.version(),
      items: items.map(toInput),
    });
    this.owner.adopt(answer.version);
    this.known = JSON.stringify(answer.items);
    const ids = new Map(items.map((f, i) => [f.key, answer.items[i]?.id]));
    const named = (list: Item[]) =>
      list.map((f) => {
        const id = ids.get(f.key);
        return id && f.id !== id ? { ...f, id } : f;
      });
    const now = this.state;
    this.set({ items: now.items && named(now.items), past: now.past.map(named) });
    return answer.version;
  }
}
