// Text as data: a key of a catalogue and its values. Plans, readings and problems travel like this,
// and are put into words in the reader's language at the very end (screen, terminal, report).

export type TextValue = string | number;

export interface Text {
  readonly key: string;
  readonly values?: Readonly<Record<string, TextValue>>;
}

export type Language = 'en' | 'ar';

/** One language of one catalogue: key → template with `{name}` places. */
export type Catalogue = Readonly<Record<string, string>>;

export function text(key: string, values?: Readonly<Record<string, TextValue>>): Text {
  return values === undefined ? { key } : { key, values };
}

/** The one key whose words travel in the text itself, in both languages: nothing more is needed to say it. */
export const CARRIED_WORDS: Readonly<Record<Language, Catalogue>> = {
  en: { words: '{en:words}' },
  ar: { words: '{ar:words}' },
};

/**
 * Puts a text into words. A place may carry a format: `{lagMs:ms}`, `{size:bytes}`, `{count:number}`, `{share:percent}`.
 * A missing key reads as the key itself, so that a hole in a catalogue is seen, not hidden. `groupMark` parts thousands:
 * a comma, which a terminal and a report can be searched for; screens have a thin space. In Arabic every value is isolated,
 * but for `{text:words}`: whole sentences in the reader's language, as runbook files bring them along.
 */
export function say(
  catalogue: Catalogue,
  { key, values = {} }: Text,
  language: Language = 'en',
  groupMark?: string,
): string {
  const known = [catalogue, CARRIED_WORDS[language]].find((words) => Object.hasOwn(words, key));
  const template = known?.[key] ?? key;
  return template.replace(/\{(\w+)(?::(\w+))?\}/g, (place, name: string, format: string | undefined) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) return place;
    if (format === 'words') return String(value);
    return isolate(typeof value === 'number' ? formatNumber(value, format, language, groupMark) : value, language);
  });
}

/**
 * A value inside a sentence of that language. In Arabic it is wrapped in Unicode isolates, so that `host:port`, commands and
 * figures keep their own direction and do not reorder the words around them.
 */
export function isolate(value: string, language: Language): string {
  return language === 'ar' && value !== '' ? `\u2068${value}\u2069` : value;
}

/** Arabic text keeps Latin digits, as the field writes figures, ports and slots. */
function locale(language: Language): string {
  return language === 'ar' ? 'ar-u-nu-latn' : 'en';
}

function formatNumber(
  value: number,
  format: string | undefined,
  language: Language,
  groupMark: string | undefined,
): string {
  switch (format) {
    case 'ms':
      return formatDuration(value, language);
    case 'bytes':
      return formatBytes(value, language);
    case 'percent':
      return `${plain(value * 100, language, 1)} %`;
    case 'number':
      return plain(value, language, 1, groupMark);
    default:
      return String(value);
  }
}

function plain(value: number, language: Language, digits: number, groupMark?: string): string {
  return new Intl.NumberFormat(locale(language), { maximumFractionDigits: digits })
    .formatToParts(value)
    .map((part) => (part.type === 'group' ? (groupMark ?? part.value) : part.value))
    .join('');
}

/** Limits are where rounding would carry over: never `60 s` or `1,000 ms`. `38 ms`, `2.4 s`, `4 min 10 s`, `31 h`, `9 d`. */
export function formatDuration(ms: number, language: Language = 'en'): string {
  const magnitude = Math.abs(ms);
  if (magnitude < 999.5) return `${plain(ms, language, magnitude < 10 ? 1 : 0)} ms`;
  if (magnitude < 59_950) return `${plain(ms / 1000, language, 1)} s`;
  if (magnitude < 3_599_500) {
    const wholeSeconds = Math.round(magnitude / 1000);
    const minutes = Math.sign(ms) * Math.trunc(wholeSeconds / 60);
    const seconds = wholeSeconds % 60;
    return seconds > 0 ? `${minutes} min ${seconds} s` : `${minutes} min`;
  }
  if (magnitude < 172_800_000) return `${plain(ms / 3_600_000, language, 1)} h`;
  return `${plain(ms / 86_400_000, language, 1)} d`;
}

/** Decimal units, as disks and networks are sold: `412 MB`, `1.9 GB`. */
export function formatBytes(bytes: number, language: Language = 'en'): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${plain(value, language, unit === 0 || Math.abs(value) >= 100 ? 0 : 1)} ${units[unit]}`;
}
