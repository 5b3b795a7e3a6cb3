// A console in a process of its own that leads an incident, to be killed with -9: it says on standard output what was acknowledged.

import { Lifetime } from '../../shared/lifetime.ts';
import { startConsole, type ConsoleOptions } from '../fixtures/console.ts';

const options = JSON.parse(process.argv[2]!) as Omit<ConsoleOptions, 'lifetime'>;
const { app, profileId } = await startConsole({ ...options, lifetime: new Lifetime('child') });
const declaration = { profileId, title: 'Carts are lost', severity: 'SEV2' } as const;
const { incidentId } = await app.call('incidents.open', declaration);
console.log(`declared ${incidentId}`);
for (let number = 0; ; number += 1) {
  await app.call('incidents.note', { incidentId, text: `note ${number}` });
  console.log(`noted ${number}`);
}
