// What is said of incidents, in English: phases, severities, the checklist, the timeline's own lines and the headings of
// the post-mortem. Screen, command line and document use the same words.

import type { Catalogue, Text } from '../text.ts';

export const INCIDENT_ENGLISH = {
  'incident.phase.detect': 'Detect',
  'incident.phase.assess': 'Assess',
  'incident.phase.respond': 'Respond',
  'incident.phase.resolve': 'Resolve',
  'incident.phase.post-mortem': 'Post-mortem',

  'incident.severity.SEV1': 'Everything is down, or data is at risk',
  'incident.severity.SEV2': 'An important part does not work for many',
  'incident.severity.SEV3': 'Slower or worse for some; there is a way around',
  'incident.severity.SEV4': 'Nobody outside notices yet',

  'incident.task.confirm': 'Make sure that it is real: look from a second place',
  'incident.task.healthCheck': 'Ask the health checks of the application, not only the servers',
  'incident.task.begin': 'Find out when it began, and correct the start below',
  'incident.task.affected': 'Name what is affected: which servers, which functions',
  'incident.task.impact': 'Estimate who notices it, and how many',
  'incident.task.severity': 'Choose the severity; choose the higher one when in doubt',
  'incident.task.people': 'Say who leads, who works and who writes down',
  'incident.task.tell': 'Tell those who wait for news, and when the next news comes',
  'incident.task.mitigate': 'Stop the damage first: fail over, switch off, divert',
  'incident.task.fix': 'Repair the cause, by a runbook where there is one',
  'incident.task.verify': 'Check that it works again, from where the users are',
  'incident.task.watch': 'Watch it until it has been quiet for half an hour',
  'incident.task.timeline': 'Read the timeline and add what is missing',
  'incident.task.cause': 'Find the cause behind the cause; blame nobody',
  'incident.task.actions': 'Agree on actions, each with an owner and a date',
  'incident.task.share': 'Send the document to everybody who can learn from it',

  'incident.declared': 'Incident declared: {title}',
  'incident.closed': 'Incident closed',
  'incident.reopened': 'Incident opened again',
  'incident.watching': 'The console began to watch and write down',
  'incident.phaseChanged': 'Phase: {from} → {to}',
  'incident.phaseBack': 'Back to phase: {from} → {to}',
  'incident.severityChanged': 'Severity: {from} → {to}',
  'incident.titleChanged': 'Now called: {title}',
  'incident.impactChanged': 'Impact described',
  'incident.peopleChanged': 'People: {people}',
  'incident.startChanged': 'The beginning was corrected to {time}',
  'incident.note': 'Note',
  'incident.taskDone': 'Done: {task}',
  'incident.taskUndone': 'Not done after all: {task}',
  'incident.problemCleared': 'Cleared after {afterMs:ms}',
  'incident.drillFailed': 'A backup was not proven: its restore drill failed',
  'incident.run.started': 'Run started: {runbook}',
  'incident.run.waiting': 'Run waits for an answer: {runbook}',
  'incident.run.paused': 'Run paused: {runbook}',
  'incident.run.done': 'Run done: {runbook}',
  'incident.run.blocked': 'Run blocked before it changed anything: {runbook}',
  'incident.run.failed': 'Run failed: {runbook}',
  'incident.run.cancelled': 'Run cancelled: {runbook}',
  'incident.run.stopped': 'Run given up: {runbook}',
  'incident.run.interrupted': 'Run interrupted: {runbook}',
  'incident.run.running': 'Run goes on: {runbook}',
  'incident.run.handedOver': 'Run handed over to {operator}: {runbook}',
  'incident.audit': '{action} {subject}: {result}',
  'incident.full': 'The timeline is full: only what people write is added from here on',

  'incident.report.title': 'Post-mortem: {title}',
  'incident.report.facts': 'Facts',
  'incident.report.profile': 'Profile',
  'incident.report.severity': 'Severity',
  'incident.report.started': 'Began',
  'incident.report.declared': 'Declared',
  'incident.report.resolved': 'Resolved',
  'incident.report.closed': 'Closed',
  'incident.report.open': 'not yet',
  'incident.report.declaredBy': 'Declared by',
  'incident.report.people': 'People',
  'incident.report.detect': 'Time to detect',
  'incident.report.respond': 'Time to respond',
  'incident.report.resolve': 'Time to resolve',
  'incident.report.summary': 'Summary',
  'incident.report.impact': 'Impact',
  'incident.report.timeline': 'Timeline',
  'incident.report.timelineNote': 'Times are in UTC.',
  'incident.report.time': 'Time',
  'incident.report.what': 'What happened',
  'incident.report.by': 'By',
  'incident.report.wentWell': 'What went well',
  'incident.report.wentBadly': 'What went badly',
  'incident.report.rootCause': 'Root cause',
  'incident.report.actions': 'Action items',
  'incident.report.action': 'Action',
  'incident.report.owner': 'Owner',
  'incident.report.due': 'Due',
  'incident.report.checklist': 'Checklist',
  'incident.report.nothing': 'Nothing was written here.',
} as const satisfies Catalogue;

export type IncidentTextKey = keyof typeof INCIDENT_ENGLISH;

/** The text with those of its values that are keys themselves (`incident.phase.assess`) put into words. */
export function withSpokenValues({ key, values }: Text, words: (key: string) => string): Text {
  if (values === undefined) return { key };
  const spoken = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' && Object.hasOwn(INCIDENT_ENGLISH, value) ? words(value) : value,
  ]);
  return { key, values: Object.fromEntries(spoken) };
}

/** Checked by the compiler: a key that is not in the catalogue cannot be written. */
export function incidentText(key: IncidentTextKey, values?: Text['values']): Text {
  return values === undefined ? { key } : { key, values };
}
