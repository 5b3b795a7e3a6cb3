// Words of the topology screen.

export const topology = {
  title: 'Topology',
} as const;
