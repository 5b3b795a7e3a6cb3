// The document at the end of an incident: Markdown with what people wrote and what the console wrote down. Only what the journal
// holds; times in UTC, so that it reads the same everywhere.

import {
  INCIDENT_PHASES,
  inOrder,
  type IncidentState,
  type PostMortem,
  type TimelineEntry,
} from '../../shared/model/incident.ts';
import { formatDuration, type Language } from '../../shared/text.ts';
import { incidentText, type IncidentTextKey } from '../../shared/texts/incident.ts';
import { sayServer } from '../../shared/texts/server-texts.ts';

export function postMortemTitle({ incident }: IncidentState, language: Language): string {
  return sayServer(incidentText('incident.report.title', { title: incident.title }), language);
}

export function postMortemOf(state: IncidentState, language: Language): string {
  const { impact, postMortem } = state;
  const words = (key: IncidentTextKey): string => sayServer(incidentText(key), language);
  const written = (key: IncidentTextKey, text: string): string[] => [
    `## ${words(key)}`,
    '',
    text.trim() === '' ? `*${words('incident.report.nothing')}*` : text.trim(),
    '',
  ];
  const lines = [
    `# ${escape(postMortemTitle(state, language))}`,
    '',
    ...factLines(state, words, language),
    '',
    ...written('incident.report.summary', postMortem.summary),
    ...written('incident.report.impact', impact),
    `## ${words('incident.report.timeline')}`,
    '',
    words('incident.report.timelineNote'),
    '',
    ...timelineTable(inOrder(state.timeline), words, language),
    '',
    ...written('incident.report.wentWell', postMortem.wentWell),
    ...written('incident.report.wentBadly', postMortem.wentBadly),
    ...written('incident.report.rootCause', postMortem.rootCause),
    `## ${words('incident.report.actions')}`,
    '',
    ...actionsTable(postMortem.actions, words),
    '',
    `## ${words('incident.report.checklist')}`,
    '',
    ...checklist(state, language),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

type Words = (key: IncidentTextKey) => string;

function factLines({ incident, people, measures }: IncidentState, words: Words, language: Language): string[] {
  const open = words('incident.report.open');
  const duration = (ms: number | null): string => (ms === null ? open : formatDuration(ms, language));
  const facts: readonly (readonly [IncidentTextKey, string])[] = [
    ['incident.report.profile', escape(incident.profileName)],
    ['incident.report.severity', `**${incident.severity}** – ${words(`incident.severity.${incident.severity}`)}`],
    ['incident.report.started', moment(incident.startedMs)],
    ['incident.report.declared', moment(incident.declaredMs)],
    ['incident.report.resolved', incident.resolvedMs === null ? open : moment(incident.resolvedMs)],
    ['incident.report.closed', incident.closedMs === null ? open : moment(incident.closedMs)],
    ['incident.report.detect', duration(measures.detectMs)],
    ['incident.report.respond', duration(measures.respondMs)],
    ['incident.report.resolve', duration(measures.resolveMs)],
    ['incident.report.declaredBy', escape(incident.declaredBy)],
    ...(people.length === 0
      ? []
      : [
          [
            'incident.report.people',
            people.map(({ role, name }) => escape(role === '' ? name : `${name} (${role})`)).join(', '),
          ] as const,
        ]),
  ];
  return facts.map(([key, value]) => `- ${words(key)}: ${value}`);
}

function timelineTable(entries: readonly TimelineEntry[], words: Words, language: Language): string[] {
  return [
    `| ${words('incident.report.time')} | ${words('incident.report.what')} | ${words('incident.report.by')} |`,
    '|---|---|---|',
    ...entries.map(
      (entry) => `| ${moment(entry.atMs)} | ${cell(sentence(entry, language))} | ${cell(entry.by ?? '')} |`,
    ),
  ];
}

/** Title and detail in one line; a note is its text alone. */
function sentence({ kind, title, detail, detailText, health }: TimelineEntry, language: Language): string {
  if (kind === 'note' && detail !== null) return detail;
  const isCause = kind === 'problem' && health !== 'healthy'; // what to do about it is in the console, not in the past
  const more = detail ?? (detailText === null || isCause ? null : sayServer(detailText, language));
  const said = sayServer(title, language);
  return more === null ? said : `${said} – ${more}`;
}

function actionsTable(actions: PostMortem['actions'], words: Words): string[] {
  if (actions.length === 0) return [`*${words('incident.report.nothing')}*`];
  return [
    `| ${words('incident.report.action')} | ${words('incident.report.owner')} | ${words('incident.report.due')} |`,
    '|---|---|---|',
    ...actions.map(({ what, owner, due }) => `| ${cell(what)} | ${cell(owner)} | ${cell(due)} |`),
  ];
}

function checklist({ tasks }: IncidentState, language: Language): string[] {
  return INCIDENT_PHASES.flatMap((phase) =>
    Object.values(tasks)
      .filter((task) => task.phase === phase)
      .map(({ id, done }) => {
        const what = sayServer({ key: `incident.task.${id}` }, language);
        return done === null ? `- [ ] ${what}` : `- [x] ${what} (${escape(done.by)}, ${moment(done.atMs)})`;
      }),
  );
}

/** `2026-11-20 02:14:07` */
function moment(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
}

/** One line, with nothing in it that Markdown or a table would take as its own. */
function cell(value: string): string {
  return escape(value.replaceAll(/\s+/g, ' ').trim());
}

function escape(value: string): string {
  return value.replaceAll(/[\\`*_[\]<>|#]/g, '\\$&');
}
