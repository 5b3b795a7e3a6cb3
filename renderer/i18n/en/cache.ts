// Words of the cache screen.

export const cache = {
  title: 'Cache',
} as const;
