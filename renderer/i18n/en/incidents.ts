// Words of incidents.

export const incidents = {
  title: 'Incidents',
} as const;
