// Words of the runbooks screen.

export const runbooks = {
  title: 'Runbooks',
} as const;
