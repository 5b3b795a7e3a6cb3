// Ids of what has a beginning: runs and incidents, and the folders they are kept in.

/** `2026-11-20T06-40-00Z-k3f9`: sortable, a valid folder name everywhere. `random`: 0 ≤ n < 1. */
export function newTimedId(nowMs: number, random: () => number): string {
  const time = new Date(nowMs)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  const tail = Array.from({ length: 4 }, () => Math.floor(random() * 36).toString(36)).join('');
  return `${time}-${tail}`;
}
