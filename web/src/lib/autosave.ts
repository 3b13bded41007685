import { asProblem, Problem } from '../api/client';

export type SaveState = 'saved' | 'dirty' | 'saving' | 'failed' | 'conflict';

export interface AutosaveOptions<P extends object> {
  /** Sends one merged change; answers the new version number. */
  save: (version: number, patch: P) => Promise<number>;
  onState: (state: SaveState, problem: Problem | null) => void;
  delay?: number;
  retryDelay?: number;
}

/**
 * Collects changes, sends them a moment after the last one, one request in flight.
 * A stale version (409) stops it until resolve() is told which version to build on;
 * a lost connection is tried again by itself; any other refusal waits for the next change.
 */
export class Autosave<P extends object> {
  private pending: P | null = null;
  private inFlight: Promise<void> | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private state: SaveState = 'saved';

  constructor(
    private version: number,
    private readonly options: AutosaveOptions<P>,
  ) {}

  get unsaved(): boolean {
    return this.pending !== null || this.inFlight !== null;
  }

  get currentVersion(): number {
    return this.version;
  }

  /** The version as another request (an upload, say) moved it. */
  adopt(version: number): void {
    this.version = version;
  }

  change(patch: P): void {
    this.pending = { ...this.pending, ...patch } as P;
    if (this.state === 'conflict') return;
    if (!this.inFlight) this.tell('dirty');
    this.schedule(this.options.delay ?? 800);
  }

  /** Sends at once what is waiting; resolves when nothing is in flight. True when all is saved. */
  async flush(): Promise<boolean> {
    this.stopTimer();
    while (this.inFlight) await this.inFlight;
    if (this.pending && this.state !== 'conflict') {
      this.inFlight = this.run();
      await this.inFlight;
    }
    return !this.unsaved;
  }

  /** After a conflict: go on from `version`, keeping our change or dropping it. */
  resolve(version: number, keepOurs: boolean): void {
    this.version = version;
    if (!keepOurs) this.pending = null;
    this.tell(this.pending ? 'dirty' : 'saved');
    if (this.pending) this.schedule(0);
  }

  dispose(): void {
    this.stopTimer();
  }

  private schedule(delay: number): void {
    this.stopTimer();
    this.timer = setTimeout(() => void this.flush(), delay);
  }

  private stopTimer(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  private async run(): Promise<void> {
    const patch = this.pending;
    if (!patch) return;
    this.pending = null;
    this.tell('saving');
    try {
      this.version = await this.options.save(this.version, patch);
      this.inFlight = null;
      this.tell(this.pending ? 'dirty' : 'saved');
    } catch (error) {
      this.inFlight = null;
      this.pending = { ...patch, ...(this.pending as P | null) };
      const problem = asProblem(error);
      this.tell(problem.status === 409 ? 'conflict' : 'failed', problem);
      if (problem.status === 0) this.schedule(this.options.retryDelay ?? 5000);
    }
  }

  private tell(state: SaveState, problem: Problem | null = null): void {
    this.state = state;
    this.options.onState(state, problem);
  }
}
