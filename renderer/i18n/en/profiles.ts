// Words of the connections screen.

export const profiles = {
  title: 'Connections',
} as const;
