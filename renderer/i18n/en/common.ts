// Words that every screen shares.

export const common = {
  retry: 'Try again',
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'The clipboard is not available here',
  loading: 'Loading',
  noFigure: 'no figure',
  notWatchedYet: 'not watched yet',
  health: {
    healthy: 'healthy',
    attention: 'attention',
    critical: 'critical',
    unknown: 'unknown',
  },
  age: '{{age, ms}} ago',
  ageLasting: 'for {{age, ms}}',
  ageNow: 'just now',
  ageStale: 'as of {{age, ms}} ago',
  progress: {
    of: '{{done}} of {{total}}',
    perSecond: '{{rate}}/s',
    left: '{{left, ms}} left',
    percent: '{{percent}} %',
  },
  error: {
    title: 'This could not be shown',
    trace: 'Trace {{trace}}',
  },
  dismiss: 'Dismiss',
  required: 'required',
} as const;
