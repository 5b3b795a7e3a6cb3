// Words of the slot map screen.

export const slots = {
  title: 'Slot map',
} as const;
