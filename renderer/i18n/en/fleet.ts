// Words of the fleet screen.

export const fleet = {
  title: 'Fleet',
} as const;
