// A second person by files: one console asks, another signs, the first runs, once. What is not good says why.

import { createPrivateKey, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { signedBytes, type Approval } from '../../main/approval/approval-files.ts';
import type { Profile } from '../../shared/model/profile.ts';
import { expect, test } from './demo.ts';
import { labProfile, withOwnConsole } from './own-console.ts';
import { violations } from './page-checks.ts';
import { startPlan } from './runbook-page.ts';

const PASSPHRASE = 'a passphrase of this story';
const PLAN = '#/runbooks/mongo.profiler?slowMs=250';

test('a plan that needs a second person is asked for, signed on another console, and runs once', async ({ demo }) => {
  const approver = { settings: { 'settings.json': JSON.stringify({ operator: 'Second' }) } };
  await withOwnConsole(demo, approver, async (second) => {
    const publicKey = await makeKey(second.page, () => second.open('#/approvals'));
    const approval: Profile['approval'] = { asks: 'changes', approvers: [{ name: 'Second', publicKey }] };
    const asking = {
      settings: {
        'settings.json': JSON.stringify({ operator: 'First', lastProfile: 'shop' }),
        'profiles.json': await labProfile(demo, { id: 'shop', name: 'Shop', approval }),
      },
    };
    await withOwnConsole(demo, asking, async (first) => {
      const { page } = first;
      await first.open(PLAN);
      await page.getByLabel('Reason').fill('slow since noon');
      const panel = page.getByRole('region', { name: 'A second person' });
      const confirm = page.getByRole('region', { name: 'Confirm' }).getByRole('button').last();
      await expect(panel).toContainText('This plan needs an approval.');
      await expect(confirm).toBeDisabled();
      expect(await violations(page)).toEqual([]);
      const request = await saved(page, () => panel.getByRole('button', { name: 'Save the request' }).click());
      const signed = await approve(second.page, request);

      const refused = [
        ['{"format": "something else"}', /approval/i],
        [signed.replace('looked at it', 'did not look'), 'this approval was changed after it was signed'],
        [await expired(signed, second.settingsFolder), 'This approval expired at'],
      ] as const;
      for (const [text, words] of refused) {
        await load(page, text);
        await expect(panel.getByRole('alert')).toContainText(words);
        await expect(confirm).toBeDisabled();
      }
      await load(page, signed);
      await expect(panel.getByRole('status')).toContainText('Approved by Second');
      await expect(panel.getByRole('status')).toContainText('looked at it');
      try {
        await startPlan(page);
        await expect(page.getByText(/^Done in /)).toBeVisible({ timeout: 60_000 });
      } finally {
        await demo.mongo.db('almashooq').command({ profile: 0, slowms: 100 });
      }
      await expect(page.getByText(/approved by Second/i).first()).toBeVisible();

      // The servers are as before, so the plan is the very same; its approval is used up.
      await first.open(PLAN);
      await load(page, signed);
      await expect(panel.getByRole('alert')).toContainText('it is good for one run');
      await expect(confirm).toBeDisabled();
    });
  });
});

async function makeKey(page: Page, open: () => Promise<void>): Promise<string> {
  await open();
  await page.getByRole('button', { name: 'Create a key' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create a key' });
  await dialog.getByLabel('Passphrase').fill(PASSPHRASE);
  await dialog.getByLabel('Once more').fill(PASSPHRASE);
  await dialog.getByRole('button', { name: 'Create it' }).click();
  const key = page.getByText(/^MCowBQYDK2Vw/);
  await expect(key).toBeVisible();
  return key.innerText();
}

/** The request is dropped on the second console, looked at, and signed there. */
async function approve(page: Page, request: string): Promise<string> {
  await load(page, request);
  const main = page.getByRole('main');
  await expect(main.getByRole('region', { name: 'Plan, exactly' })).toContainText('setProfilingLevel(1');
  for (const words of ['First', 'Shop', 'slow since noon']) await expect(main).toContainText(words);
  const button = page.getByRole('button', { name: 'Approve and save the file' });
  await expect(button).toBeDisabled();
  await page.getByLabel('What you looked at').fill('looked at it');
  await page.getByLabel('Passphrase').fill(PASSPHRASE);
  expect(await violations(page)).toEqual([]);
  return saved(page, () => button.click());
}

async function load(page: Page, text: string): Promise<void> {
  const file = { name: 'file.json', mimeType: 'application/json', buffer: Buffer.from(text) };
  await page.locator('input[type=file]').first().setInputFiles(file);
}

async function saved(page: Page, press: () => Promise<void>): Promise<string> {
  const downloading = page.waitForEvent('download');
  await press();
  return readFile((await (await downloading).path())!, 'utf8');
}

/** Signed by the approver's own key, but for a time that is over. */
async function expired(signedText: string, settingsFolder: string): Promise<string> {
  const pem = await readFile(join(settingsFolder, 'approval-key.pem'), 'utf8');
  const { signature: _, ...unsigned } = JSON.parse(signedText) as Approval;
  const past = { ...unsigned, issuedAt: '2020-01-01T00:00:00.000Z', expiresAt: '2020-01-01T01:00:00.000Z' };
  const key = createPrivateKey({ key: pem, passphrase: PASSPHRASE });
  return JSON.stringify({ ...past, signature: sign(null, signedBytes(past), key).toString('base64') });
}
