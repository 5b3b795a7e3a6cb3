// Who creates, disposes. Every timer, socket and cursor belongs to one Lifetime; a parent disposes its children first.

export type Dispose = () => void | Promise<void>;

export class Lifetime {
  readonly name: string;
  #disposers: Dispose[] = [];
  #ending: Promise<void> | undefined;

  constructor(name: string) {
    this.name = name;
  }

  get ended(): boolean {
    return this.#ending !== undefined;
  }

  /** How many things are still owned: 0 after a complete dispose. */
  get size(): number {
    return this.#disposers.length;
  }

  /**
   * Registers what to undo at the end, and returns a function that undoes it now and forgets it.
   * On a lifetime that has ended the disposer runs at once.
   */
  add(dispose: Dispose): () => Promise<void> {
    if (this.ended) {
      return async () => dispose();
    }
    this.#disposers.push(dispose);
    return async () => {
      const index = this.#disposers.indexOf(dispose);
      if (index < 0) return;
      this.#disposers.splice(index, 1);
      await dispose();
    };
  }

  /** A lifetime inside this one: it ends at the latest with its parent. */
  child(name: string): Lifetime {
    const child = new Lifetime(`${this.name}/${name}`);
    const dispose = (): Promise<void> => child.dispose();
    const forget = (): void => {
      const index = this.#disposers.indexOf(dispose);
      if (index >= 0) this.#disposers.splice(index, 1);
    };
    this.add(dispose);
    child.#onEnd = forget;
    return child;
  }

  #onEnd: (() => void) | undefined;

  /** Ends everything in reverse order. All disposers run even when some fail; failures come as one AggregateError. */
  dispose(): Promise<void> {
    this.#ending ??= this.#disposeAll();
    return this.#ending;
  }

  async #disposeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (let dispose = this.#disposers.pop(); dispose; dispose = this.#disposers.pop()) {
      try {
        await dispose();
      } catch (error) {
        failures.push(error);
      }
    }
    this.#onEnd?.();
    if (failures.length > 0) throw new AggregateError(failures, `disposing ${this.name}`);
  }
}
