// Words of the shell screen.

export const shell = {
  title: 'Shell',
} as const;
