// Words of the ways out of an interrupted run.

export const ways = {
  title: 'How shall it end?',
  leftTitle: 'It left something behind',
  asking: 'The servers are being asked what is true now.',
  again: 'Ask again',
  unread: {
    title: 'The servers could not be read',
    text: 'What the steps have done is not known, so only what is safe without knowing is offered.',
  },
  elsewhere: {
    title: 'This run is on {{name}}',
    text: 'How it ends is decided where its servers are shown.',
    show: 'Show {{name}}',
  },
  reason: 'Reason',
  reasonHelp: 'Goes into the report and the audit log.',
  reasonAsked: 'Asked on production. Goes into the report and the audit log.',
  readOnly: '{{name}} is read-only: it can only be stopped until changes are allowed.',
  allow: 'Allow changes…',
  taking: 'Under way…',
  impossible: 'Not possible now',
  resume: {
    title: 'Resume',
    text: 'Does what is not done yet. What is done is not done twice.',
    button: 'Resume the run',
  },
  undo: {
    title: 'Undo',
    text: 'Takes away what was left half-done. What is finished stays.',
    button: 'Undo and end the run',
  },
  end: {
    title: 'End the run',
    text: 'Its steps left nothing to clean up. What was done stays.',
    button: 'End the run',
  },
  stop: {
    title: 'Stop',
    text: 'Leaves everything as it is and touches no server. What stays is written into the report.',
    button: 'Leave it and end the run',
  },
  does: {
    run: 'will run',
    'is-done': 'is done',
    clean: 'cleaned up',
    stays: 'stays as it is',
    unknown: 'nobody can tell',
  },
} as const;
