// Words of guided execution: one step at a time, answers, notes, handing over, and paper.

export const guided = {
  guide: {
    title: 'Why, how, and what if not',
    why: 'Why',
    how: 'What to do',
    worked: 'How to know that it worked',
    otherwise: 'If it did not',
  },
} as const;
