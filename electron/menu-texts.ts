// Words of the native menu and of the shell's questions, by language.

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
    runGoesOn: 'A run is going on. Closing Marsad cancels it where that is safe.',
    keepOpen: 'Keep Marsad open',
    cancelAndClose: 'Cancel the run and close',
    runIsEnding: 'The run is at a step that must not be left half-done. Marsad closes by itself when it has ended.',
    wait: 'Wait',
    leaveNow: 'Leave at once (the run is then interrupted and can be resumed)',
    open: 'Open Marsad',
    quit: 'Quit',
    next: 'Next',
    nothingNext: 'Nothing is due',
    running: 'Running',
    staysInTray: 'Marsad stays in the tray, so that schedules go on.',
    staysInTrayDetail:
      'Open it again from there, or by starting it once more. Quit ends it, and its schedules with it.',
    stay: 'Stay in the tray',
    quitNow: 'Quit Marsad',
    engineEnded: 'The engine of Marsad ended unexpectedly.',
    engineEndedDetail: 'What it was doing is in the journal and can be resumed. Start Marsad again to go on.',
  },
} as const;
