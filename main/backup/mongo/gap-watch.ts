// Measures how long names are without a bearer while collections change places, and counts what clients made meanwhile.

export class GapWatch {
  latecomers = 0;
  longestGapMs = 0;
  readonly #away = new Map<string, number>();
  #firstMs: number | undefined;
  #lastMs = 0;

  get tookMs(): number {
    return this.#firstMs === undefined ? 0 : this.#lastMs - this.#firstMs;
  }

  /** Null: a change that leaves the name no moment without a bearer. */
  begin(namespace: string | null): void {
    const now = performance.now();
    this.#firstMs ??= now;
    this.#lastMs = now;
    if (namespace !== null && !this.#away.has(namespace)) this.#away.set(namespace, now);
  }

  end(namespace: string): void {
    const now = performance.now();
    this.#firstMs ??= now;
    this.#lastMs = now;
    this.longestGapMs = Math.max(this.longestGapMs, now - (this.#away.get(namespace) ?? now));
    this.#away.delete(namespace);
  }
}
