import assert from 'node:assert/strict';
import { test } from 'node:test';
import { incidentText } from './incident.ts';
import { sayServer, serverTexts } from './server-texts.ts';

const PLACE = /\{\w+(:(ms|bytes|number|percent))?\}/g;

test('Arabic has every text of the engine, with the same places', () => {
  const arabic = serverTexts('ar');
  for (const [key, template] of Object.entries(serverTexts('en'))) {
    const places = (words: string): string[] => [...new Set(words.match(PLACE))].toSorted();
    assert.deepEqual(places(arabic[key] ?? ''), places(template), key);
  }
});

test('values that are keys of incidents are put into words; all others stay as they are', () => {
  const changed = incidentText('incident.phaseChanged', {
    from: 'incident.phase.assess',
    to: 'incident.phase.respond',
  });
  assert.equal(sayServer(changed), 'Phase: Assess → Respond');
  assert.equal(
    sayServer(incidentText('incident.declared', { title: 'All is down' })),
    'Incident declared: All is down',
  );
});
