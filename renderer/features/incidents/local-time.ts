// A moment as it is typed: `2026-11-20 02:14:07`, in the time zone of this machine.

export function localTime(ms: number): string {
  const at = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** Null where it is no such moment; seconds may be left out. */
export function parseLocalTime(typed: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?$/.exec(typed.trim());
  if (!match) return null;
  const [year, month, day, hour, minute, second] = match.slice(1).map((part) => Number(part ?? 0)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const at = new Date(year, month - 1, day, hour, minute, second);
  // A day or hour that does not exist rolls over into another one.
  return localTime(at.getTime()).startsWith(typed.trim().replace('T', ' ').slice(0, 16)) ? at.getTime() : null;
}
