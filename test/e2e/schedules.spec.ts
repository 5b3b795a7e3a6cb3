import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from './demo.ts';
import { violations } from './page-checks.ts';

test('a preset becomes a schedule: said in words, run now, its result told and kept', async ({ open }) => {
  const posts: { result: string; runId: string }[] = [];
  const hook = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      posts.push(JSON.parse(body) as (typeof posts)[number]);
      response.end();
    });
  });
  await new Promise<void>((resolve) => void hook.listen(0, '127.0.0.1', resolve));
  try {
    const page = await open('#/schedules');
    await expect(page.getByRole('heading', { name: 'Schedules', level: 1 })).toBeVisible();
    expect(await violations(page)).toEqual([]);

    await page.getByRole('button', { name: 'Notifications', exact: true }).click();
    const channels = page.getByRole('dialog', { name: 'Notifications' });
    await channels.getByText('Post results to an address').click();
    await channels
      .getByRole('textbox', { name: 'Address' })
      .fill(`http://127.0.0.1:${(hook.address() as AddressInfo).port}/marsad`);
    await channels
      .getByRole('group', { name: 'Webhook' })
      .getByRole('button', { name: 'Save and send a test' })
      .click();
    await expect(channels.getByText(/last sent/)).toBeVisible();
    expect(posts.map(({ result }) => result)).toEqual(['done']);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect(channels).toBeHidden();

    await page.getByRole('button', { name: 'Daily health check' }).click();
    const editor = page.getByRole('dialog', { name: 'New schedule' });
    await expect(editor.getByText('Every day at 08:00')).toBeVisible();
    const cron = editor.getByRole('textbox', { name: 'Cron expression' });
    await cron.fill('0 25 * * *');
    await expect(editor.getByText(/25 is no hour/).first()).toBeVisible();
    await expect(editor.getByRole('button', { name: 'Save schedule' })).toBeDisabled();
    await cron.fill('30 7 * * 1-5');
    await expect(editor.getByText('At 07:30, Monday through Friday')).toBeVisible();
    await expect(editor.getByRole('listitem')).toHaveCount(5);
    await editor.getByRole('textbox', { name: 'Name' }).fill('Morning');
    await editor.getByText('webhook', { exact: true }).click();
    await editor.getByRole('button', { name: /when it fails/ }).click();
    await page.getByRole('option', { name: 'always' }).click();
    expect(await violations(page)).toEqual([]);
    await editor.getByRole('button', { name: 'Save schedule' }).click();

    const row = page.getByRole('row', { name: /Morning/ });
    await expect(row).toContainText('At 07:30, Monday through Friday');
    await page.getByRole('button', { name: 'Run now' }).click();
    const history = page.getByRole('region', { name: 'Morning' });
    await expect(history.getByText('by hand')).toBeVisible({ timeout: 30_000 });
    await expect(row.getByText(/done|failed/)).toBeVisible({ timeout: 60_000 });
    await expect.poll(() => posts.length).toBe(2);
    await expect(history.getByRole('link', { name: 'Open the run' })).toHaveAttribute(
      'href',
      `#/runs/${posts[1]!.runId}`,
    );

    await row.getByRole('switch').focus();
    await page.keyboard.press('Space');
    await expect(row).toContainText('off');
    await history.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove it' }).click();
    await expect(page.getByText('Nothing runs by itself yet').first()).toBeVisible();
  } finally {
    hook.close();
  }
});
