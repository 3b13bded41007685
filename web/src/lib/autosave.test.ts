import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { networkProblem, Problem } from '../api/client';
import { Autosave, type SaveState } from './autosave';

interface Patch {
  title?: string;
  message?: string;
}

const conflict = () =>
  new Problem({ type: '/problems/content-changed', title: 'changed', status: 409 });

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function saver(answers: (() => Promise<number>)[]) {
  const sent: [number, Patch][] = [];
  const states: SaveState[] = [];
  const autosave = new Autosave<Patch>(1, {
    save: (version, patch) => {
      sent.push([version, patch]);
      const answer = answers.shift();
      return answer ? answer() : Promise.resolve(version + 1);
    },
    onState: (state) => states.push(state),
  });
  return { autosave, sent, states };
}

describe('saving by itself', () => {
  it('waits for a pause and sends the merged change once', async () => {
    const { autosave, sent, states } = saver([]);
    autosave.change({ title: 'a' });
    await vi.advanceTimersByTimeAsync(700);
    autosave.change({ title: 'ab' });
    autosave.change({ message: 'm' });
    await vi.advanceTimersByTimeAsync(700);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(sent).toEqual([[1, { title: 'ab', message: 'm' }]]);
    expect(states.at(-1)).toBe('saved');
    expect(autosave.unsaved).toBe(false);
  });

  it('keeps one request in flight and builds the next on its version', async () => {
    let finish: (version: number) => void = () => {};
    const { autosave, sent } = saver([
      () => new Promise((done) => (finish = done as typeof finish)),
    ]);
    autosave.change({ title: 'first' });
    await vi.advanceTimersByTimeAsync(900);
    autosave.change({ title: 'second' });
    await vi.advanceTimersByTimeAsync(5000);
    expect(sent.length).toBe(1);
    finish(7);
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent).toEqual([
      [1, { title: 'first' }],
      [7, { title: 'second' }],
    ]);
  });

  it('tries again by itself when the connection is gone, with nothing lost', async () => {
    const { autosave, sent, states } = saver([() => Promise.reject(networkProblem())]);
    autosave.change({ title: 'a' });
    await vi.advanceTimersByTimeAsync(900);
    expect(states.at(-1)).toBe('failed');
    expect(autosave.unsaved).toBe(true);
    autosave.change({ message: 'm' });
    await vi.advanceTimersByTimeAsync(900);
    expect(sent.at(-1)).toEqual([1, { title: 'a', message: 'm' }]);
    expect(states.at(-1)).toBe('saved');
  });

  it('stops at a conflict until somebody chooses', async () => {
    const { autosave, sent, states } = saver([() => Promise.reject(conflict())]);
    autosave.change({ title: 'ours' });
    await vi.advanceTimersByTimeAsync(900);
    expect(states.at(-1)).toBe('conflict');
    autosave.change({ message: 'm' });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent.length).toBe(1);
    autosave.resolve(9, true);
    await vi.advanceTimersByTimeAsync(10);
    expect(sent.at(-1)).toEqual([9, { title: 'ours', message: 'm' }]);
  });

  it('drops our change when theirs is taken', async () => {
    const { autosave, sent } = saver([() => Promise.reject(conflict())]);
    autosave.change({ title: 'ours' });
    await vi.advanceTimersByTimeAsync(900);
    autosave.resolve(9, false);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent.length).toBe(1);
    expect(autosave.unsaved).toBe(false);
    expect(autosave.currentVersion).toBe(9);
  });

  it('flushes at once and says whether all is saved', async () => {
    const { autosave, sent } = saver([]);
    autosave.change({ title: 'a' });
    expect(await autosave.flush()).toBe(true);
    expect(sent.length).toBe(1);
    expect(await autosave.flush()).toBe(true);
    expect(sent.length).toBe(1);
  });
});
