// Words of the replication lag screen.

export const lag = {
  title: 'Replication lag',
} as const;
