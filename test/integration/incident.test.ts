// An incident on real servers: what happens to them stands in its timeline, kill -9 of the console loses nothing that was
// acknowledged, and two consoles lead the same one without telling anything twice.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { inOrder, type IncidentState, type TimelineEntry } from '../../shared/model/incident.ts';
import { sayServer } from '../../shared/texts/server-texts.ts';
import { startConsole, type TestConsole } from '../fixtures/console.ts';
import { testServers } from '../fixtures/servers.ts';

const servers = await testServers();
const CHILD = new URL('./incident-child.ts', import.meta.url).pathname;
const LIMIT_MS = 120_000;

/** The incident's state as soon as it holds. */
function whenIncident(
  { app }: Pick<TestConsole, 'app'>,
  incidentId: string,
  what: string,
  holds: (state: IncidentState) => boolean,
): Promise<IncidentState> {
  return new Promise((resolve, reject) => {
    let last: IncidentState | undefined;
    const timer = setTimeout(() => reject(new Error(`${what}: not so\n${last && story(last)}`)), 60_000);
    const stop = app.watch(
      'incident.watch',
      { incidentId },
      {
        onState: (state) => {
          last = state;
          if (!holds(state)) return;
          clearTimeout(timer);
          queueMicrotask(() => stop());
          resolve(state);
        },
        onEnd: (error) => reject(error ?? new Error('the stream of the incident ended')),
      },
    );
  });
}

function lines({ timeline }: IncidentState): string[] {
  return inOrder(timeline).map(said);
}

function said({ kind, title, detail, health }: TimelineEntry): string {
  return kind === 'note' ? `note: ${detail}` : `${kind} ${health}: ${sayServer(title)}`;
}

function story(state: IncidentState): string {
  return lines(state).join('\n');
}

test(
  'killed nodes stand in the timeline, kill -9 loses nothing, two consoles tell nothing twice',
  { timeout: LIMIT_MS },
  async () => {
    const cluster = await servers.redisCluster();
    const options = { folder: await servers.newFolder('console'), redisSeeds: cluster.seeds };

    const child = spawn(process.execPath, [CHILD, JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
    servers.lifetime.add(() => void child.kill('SIGKILL'));
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    let incidentId = '';
    let noted = -1;
    for await (const line of createInterface({ input: child.stdout })) {
      const [word, value = ''] = line.split(' ');
      if (word === 'declared') incidentId = value;
      if (word === 'noted') noted = Number(value);
      if (noted >= 20) child.kill('SIGKILL');
    }
    await gone;

    const next = await startConsole({ ...options, lifetime: servers.lifetime.child('next') });
    const found = await whenIncident(next, incidentId, 'it is there', () => true);
    for (let number = 0; number <= noted; number += 1)
      assert.ok(lines(found).includes(`note: note ${number}`), `note ${number} was acknowledged`);
    assert.equal(found.incident.closedMs, null);

    const other = await startConsole({ ...options, lifetime: servers.lifetime.child('other') });
    const began = 'incident unknown: The console began to watch and write down';
    const before = lines(found).filter((line) => line === began).length;
    await whenIncident(
      next,
      incidentId,
      'a console watches again',
      (state) => lines(state).filter((line) => line === began).length > before,
    );
    const replica = cluster.nodes.at(-1)!;
    const down = `Redis node ${replica.host}:${replica.port} went down`;
    await replica.kill();
    await whenIncident(next, incidentId, 'the event is told', (state) => story(state).includes(down));
    await replica.restart();
    const back = await whenIncident(next, incidentId, 'it is back', (state) =>
      story(state).includes(`Redis node ${replica.host}:${replica.port} is back`),
    );
    assert.equal(lines(back).filter((line) => line.includes(down)).length, 1, story(back));

    await other.app.call('incidents.advance', { incidentId, to: 'respond' });
    await other.app.call('incidents.update', { incidentId, severity: 'SEV1', impact: 'Everybody' });
    const led = await whenIncident(
      next,
      incidentId,
      'what the other console did',
      (state) => state.impact === 'Everybody',
    );
    assert.equal(led.incident.phase, 'respond');
    assert.ok(led.measures.respondMs !== null);

    await next.app.call('incidents.close', { incidentId });
    await assert.rejects(next.app.call('incidents.advance', { incidentId, to: 'resolve' }), { code: 'conflict' });
    await next.app.call('incidents.note', { incidentId, text: 'written afterwards' });
    await next.app.call('incidents.reopen', { incidentId, reason: 'it is not over' });
    const { content } = await next.app.call('incidents.report', { incidentId, format: 'markdown' });
    assert.match(content, /went down/);
    assert.match(content, /written afterwards/);
    const pdf = await next.app.call('incidents.report', { incidentId, format: 'pdf', language: 'ar' });
    assert.equal(Buffer.from(pdf.content, 'base64').subarray(0, 5).toString(), '%PDF-');
  },
);
