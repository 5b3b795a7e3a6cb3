// The colour of a shard, everywhere the same: its place in the list of shards decides it. Past eight the colours start again,
// and the shard's number beside the colour is the second cue.

const COLOURS = 8;

/** As a CSS value, for elements. */
export function shardColour(index: number): string {
  return `var(--shard-${(index % COLOURS) + 1})`;
}

/** As `#rrggbb` of the present theme, for canvases. */
export function shardColoursOfTheme(): string[] {
  const style = getComputedStyle(document.documentElement);
  return Array.from({ length: COLOURS }, (_, index) => style.getPropertyValue(`--shard-${index + 1}`).trim());
}

export function themeColour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}
