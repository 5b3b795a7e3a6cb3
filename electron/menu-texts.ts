// Words of the native menu, by language.

export const menuTexts = {
  en: {
    file: 'File',
    go: 'Go',
    view: 'View',
    fleet: 'Fleet',
    topology: 'Topology',
    slots: 'Slot map',
    lag: 'Replication lag',
    cache: 'Cache',
    runbooks: 'Runbooks',
    backups: 'Backups',
    engineEnded: 'The engine of Marsad ended unexpectedly.',
    engineEndedDetail: 'What it was doing is in the journal and can be resumed. Start Marsad again to go on.',
  },
} as const;
