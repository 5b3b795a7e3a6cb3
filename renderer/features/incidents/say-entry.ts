// A line of the timeline in words: values that are texts themselves are said too, and runbooks are called by their titles.

import type { TimelineEntry } from '../../../shared/model/incident.ts';
import type { RunbookInfo } from '../../../shared/model/run.ts';
import type { Text } from '../../../shared/text.ts';
import { withSpokenValues } from '../../../shared/texts/incident.ts';
import { sayText } from '../../i18n/i18n.ts';

export function sayIncident(text: Text): string {
  return sayText(withSpokenValues(text, (key) => sayText({ key })));
}

export function sayEntry({ title }: TimelineEntry, runbooks: readonly RunbookInfo[]): string {
  const texts = runbooks.find(({ id }) => id === title.values?.['runbook'])?.texts;
  if (texts === undefined) return sayIncident(title);
  return sayIncident({ key: title.key, values: { ...title.values, runbook: sayText({ key: 'title' }, texts) } });
}
