import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { expect, test, type Demo } from './demo.ts';

const RUNBOOK = `runbook: story.guided
title: { en: 'Follow me', ar: 'اتبعني' }
summary: Two steps by hand, and a look at the servers before and after.
area: operations
parameters:
  - { name: server, label: Server, kind: text, initial: web-1 }
steps:
  - phase: Before
    steps:
      - { id: look, title: How it is, look: [redis.state] }
      - id: restart
        title: 'Restart {server}'
        why: It was *told* to.
        how: Log in to \`{server}\`, and do it.
        worked: It answers.
        otherwise: Call for help.
        commands: [{ where: '{server}', command: sudo systemctl restart web }]
        manual:
          answers: [done, { value: leave, label: Leave it, then: skip }, stop]
          offers: [{ runbook: performance.hourly }]
  - phase: After
    steps:
      - id: second
        title: Look at the graphs
        manual: { answers: [done, stop] }
      - { id: end, title: Redis still answers, verify: { reading: redis.state, is: ok, within: 20 s } }
`;

/** An own runbook, written as its owner would: a file in the settings folder. */
async function writeOwnRunbook(demo: Demo): Promise<void> {
  const folder = join(demo.environment['XDG_CONFIG_HOME']!, 'marsad', 'runbooks');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'story.guided.yaml'), RUNBOOK);
}

async function startStory(page: Page): Promise<void> {
  const start = page.getByRole('button', { name: 'Start: Follow me' });
  await expect(async () => {
    await page.reload();
    await expect(start).toBeEnabled({ timeout: 5_000 });
  }).toPass({ timeout: 30_000 });
  await page.getByLabel('Reason').fill('an end-to-end story');
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/#\/runs\//);
}

function stepTitle(page: Page, name: string) {
  return page.getByRole('heading', { level: 2, name, exact: true });
}

test('a guided runbook is followed to its end by keyboard, with notes, a pause, a handover and its report', async ({
  demo,
  open,
}) => {
  await writeOwnRunbook(demo);
  const page = await open('#/runbooks/story.guided');
  await startStory(page);

  await expect(stepTitle(page, 'Restart web-1')).toBeVisible();
  await expect(page.getByText('Step 2 of 4', { exact: true })).toBeVisible();
  await expect(page).toHaveTitle(/^Waits for you/);
  const bar = page.getByRole('region', { name: 'Your answer' });
  await expect(bar.getByRole('button', { name: 'Done' })).toBeVisible();
  const guide = page.getByRole('main');
  for (const words of ['It was told to.', 'Log in to web-1, and do it.', 'It answers.', 'Call for help.'])
    await expect(guide).toContainText(words);
  await expect(page.getByRole('list', { name: 'Commands' })).toContainText('sudo systemctl restart web');

  // A note by itself; the one that is being written is kept while an earlier step is read.
  await page.getByLabel('Note', { exact: true }).fill('web-1 took its time');
  await bar.getByRole('button', { name: 'Only write the note down' }).click();
  await expect(page.getByText('web-1 took its time').first()).toBeVisible();
  await expect(page.getByLabel('Note', { exact: true })).toHaveValue('');
  await page.getByLabel('Note', { exact: true }).fill('went well');
  await page.getByRole('button', { name: /1\. How it is/ }).click();
  await expect(stepTitle(page, 'How it is')).toBeVisible();
  await page.getByRole('button', { name: 'Go there' }).click();
  await expect(page.getByLabel('Note', { exact: true })).toHaveValue('went well');

  // Another operator takes it; then it is to wait before the next step.
  await page.getByRole('button', { name: 'Hand over…' }).click();
  await page.getByRole('dialog').getByLabel('To whom').fill('night shift');
  await page.getByRole('dialog').getByLabel('What they must know').fill('web-2 is next week');
  await page.getByRole('dialog').getByRole('button', { name: 'Hand over' }).click();
  await expect(page.getByRole('region', { name: 'Notes' })).toContainText('handed over');
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Pauses after this step…' })).toBeVisible();

  // From another screen: seen, and one press away.
  await page.keyboard.press('Escape');
  await page.goto(page.url().replace(/#.*/, '#/fleet'));
  await page.getByRole('status').getByRole('link', { name: 'Answer' }).click();
  await expect(bar.getByRole('button', { name: 'Done' })).toBeVisible();
  await stepTitle(page, 'Restart web-1').click();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Continue' }).click();

  // The step is shown while the run still pauses before it; keys answer once it waits.
  await expect(bar.getByRole('button', { name: 'Stop here' })).toBeVisible();
  await stepTitle(page, 'Look at the graphs').click();
  // Ending the run is asked once more, and can be thought over.
  await page.keyboard.press('2');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Go on with the run' }).click();
  await page.keyboard.press('1');
  await expect(page.getByText(/^Done in /)).toBeVisible();
  await expect(page).not.toHaveTitle(/^Waits for you/);

  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Report' }).click();
  await page.getByRole('menuitem', { name: 'Save as Markdown' }).click();
  const report = await readFile((await (await downloading).path())!, 'utf8');
  for (const words of ['Follow me', 'web-1 took its time', 'night shift', 'web-2 is next week', 'an end-to-end story'])
    expect(report).toContain(words);

  // Paper: every step with its box.
  await page.emulateMedia({ media: 'print' });
  await expect(page.locator('.paper .paper-step')).toHaveCount(4);
  await expect(page.locator('#root')).toBeHidden();
  await page.emulateMedia({ media: 'screen' });
});

test('an offered runbook is linked to the run whose step offered it', async ({ demo, open }) => {
  await writeOwnRunbook(demo);
  const page = await open('#/runbooks/story.guided');
  await startStory(page);
  const run = page.url();
  await page.getByRole('link', { name: /Hourly performance/ }).click();
  await expect(page.getByText('For the run: Follow me')).toBeVisible();
  const start = page.getByRole('region', { name: 'Confirm' }).getByRole('button').last();
  await expect(start).toBeEnabled({ timeout: 30_000 });
  await start.click();
  await page.getByRole('link', { name: 'Part of the run: Follow me' }).click();
  await expect(page).toHaveURL(run);
  await expect(page.getByRole('main').getByRole('link', { name: /Hourly performance/ })).toHaveCount(2);

  // All steps at once, and the choice is remembered.
  await page.getByRole('radio', { name: 'All steps' }).check({ force: true });
  await expect(page.getByRole('region', { name: 'Steps' })).toContainText('Look at the graphs');
  await page.reload();
  await expect(page.getByRole('radio', { name: 'All steps' })).toBeChecked();
  await page.getByRole('region', { name: 'Your answer' }).getByRole('button', { name: 'Stop here' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Stop here' }).click();
  await expect(page.getByText(/ended the run at/).first()).toBeVisible();

  // Run again from the step after: what was asked before is left out.
  await page.getByRole('button', { name: 'What to do with step 3' }).click();
  await page.getByRole('menuitem', { name: 'Run again from here…' }).click();
  await expect(page.getByText('Run again from: Look at the graphs')).toBeVisible();
  await expect(page.getByRole('region', { name: 'The plan, step by step' })).not.toContainText('Restart web-1');
});

test('a dry run reads everything, changes nothing, and says so', async ({ demo, open }) => {
  const ports = (await demo.servers()).filter(({ kind }) => kind === 'redis').map(({ port }) => port);
  const replica = String(await demo.redis(ports[0]!, 'CLUSTER', 'NODES'))
    .split('\n')
    .find((line) => line.includes('slave'))!;
  const port = Number(/:(\d+)@/.exec(replica)![1]);
  const page = await open(`#/runbooks/redis.failover?replica=${replica.split(' ')[0]}`);
  const button = page.getByRole('button', { name: 'Dry run' });
  await expect(button).toBeEnabled({ timeout: 30_000 });
  await button.click();
  await expect(page).toHaveURL(/#\/runs\//);
  await expect(page.getByText(/^Done in /)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText('Dry run: the checks were read, and nothing was changed.')).toBeVisible();
  expect(String(await demo.redis(port, 'ROLE'))).toMatch(/^slave/);
});
