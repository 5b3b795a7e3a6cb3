// Words of the backups screen.

export const backups = {
  title: 'Backups',
} as const;
