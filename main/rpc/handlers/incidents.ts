// Calls and streams about incidents.

import { incidentsContract } from '../../../shared/contract/incidents.ts';
import { pdfOfMarkdown } from '../../evidence/pdf-of-markdown.ts';
import type { IncidentChanges } from '../../incident/incident-journal.ts';
import type { Incidents } from '../../incident/incidents.ts';
import { postMortemOf, postMortemTitle } from '../../incident/post-mortem.ts';
import type { Handlers } from '../handlers.ts';

export function incidentsHandlers({
  incidents,
}: {
  readonly incidents: Incidents;
}): Handlers<typeof incidentsContract> {
  return {
    'incidents.watch': () => ({ live: incidents.all }),
    'incident.watch': ({ incidentId }) => ({ live: incidents.incident(incidentId) }),
    'incidents.open': async (declaration) => ({ incidentId: await incidents.open(declaration) }),
    'incidents.update': async ({ incidentId, ...changes }) => {
      await incidents.update(incidentId, changes as IncidentChanges); // JSON knows no undefined
      return null;
    },
    'incidents.advance': async ({ incidentId, to }) => {
      await incidents.advance(incidentId, to);
      return null;
    },
    'incidents.tick': async ({ incidentId, task, done }) => {
      await incidents.tick(incidentId, task, done);
      return null;
    },
    'incidents.note': async ({ incidentId, text }) => {
      await incidents.note(incidentId, text);
      return null;
    },
    'incidents.close': async ({ incidentId }) => {
      await incidents.close(incidentId);
      return null;
    },
    'incidents.reopen': async ({ incidentId, reason }) => {
      await incidents.reopen(incidentId, reason);
      return null;
    },
    'incidents.report': async ({ incidentId, format, language }) => {
      const state = incidents.incident(incidentId).get().state;
      const markdown = postMortemOf(state, language);
      const name = `post-mortem-${incidentId}`;
      if (format === 'markdown')
        return { fileName: `${name}.md`, mediaType: 'text/markdown', encoding: 'utf8', content: markdown };
      const title = postMortemTitle(state, language);
      const pdf = await pdfOfMarkdown(markdown, { title, language });
      return {
        fileName: `${name}.pdf`,
        mediaType: 'application/pdf',
        encoding: 'base64',
        content: pdf.toString('base64'),
      };
    },
  };
}
