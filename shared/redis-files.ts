// Users and configuration of a Redis node as the text of its own files: users.acl and redis.conf.

/** Settings whose words stand side by side; everything else is one value, in quotes where it must be. */
const OF_SEVERAL_WORDS: ReadonlySet<string> = new Set([
  'bind',
  'client-output-buffer-limit',
  'latency-tracking-info-percentiles',
  'oom-score-adj-values',
  'replicaof',
  'save',
  'slaveof',
]);
/** Without a value they are not written: a server refuses them then. */
const NEVER_EMPTY: ReadonlySet<string> = new Set(['replicaof', 'slaveof']);
const PLAIN = /^[\w./:*@%+,-]+$/;

/** What `aclfile` names: one user a line. */
export function aclFileText(users: readonly string[]): string {
  return users.map((rule) => `${rule}\n`).join('');
}

export function configurationText(configuration: Readonly<Record<string, string>>): string {
  return Object.entries(configuration)
    .filter(([name, value]) => value !== '' || !NEVER_EMPTY.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name} ${valueText(name, value)}\n`)
    .join('');
}

function valueText(name: string, value: string): string {
  if (PLAIN.test(value)) return value;
  if (value !== '' && OF_SEVERAL_WORDS.has(name)) return value;
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
  return `"${escaped}"`;
}
