// A runbook of one's own: begun from a template, put right where the editor says, saved, run from the list, removed and
// brought back.

import { join } from 'node:path';
import type { Page } from 'playwright/test';
import { expect, test } from './demo.ts';

/** Pictures for whoever looks at the screens; nothing is compared. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['MARSAD_PICTURES'];
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
}

test('write one, mend it, save it, find it among the runbooks, remove it and bring it back', async ({ open }) => {
  const page = await open('#/runbooks');
  await page.getByRole('link', { name: 'Write your own' }).click();
  await expect(page.getByText('You have no runbooks of your own yet')).toBeVisible();
  await picture(page, 'editor-empty');
  await page.getByRole('button', { name: 'Write one' }).first().click();
  await page.getByRole('menuitem', { name: 'From a health check' }).click();

  const text = page.getByRole('textbox', { name: 'Text', exact: true });
  await expect(page.getByText('No faults')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Look after the servers' })).toBeVisible();
  await picture(page, 'editor-template');

  const whole = await text.inputValue();
  await text.fill(whole.replace('below: 10 s', 'belwo: 10 s').replace('own.first', 'own.evening'));
  const fault = page.getByRole('button', { name: /belwo/ });
  await expect(fault).toContainText('Did you mean `below`?');
  await picture(page, 'editor-fault');
  await fault.click();
  await expect(text).toBeFocused();
  expect(
    await text.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd)),
  ).toBe('belwo');
  await page.keyboard.type('below');
  await expect(page.getByText('No faults')).toBeVisible();
  await page.getByRole('radio', { name: 'العربية' }).check({ force: true });
  await expect(page.getByRole('heading', { name: 'تفقّد الخوادم' })).toBeVisible();
  await picture(page, 'editor-arabic-preview');

  await page.getByRole('link', { name: 'Your own runbooks' }).first().click(); // what was typed waits
  await page.goBack();
  await expect(text).toHaveValue(/own\.evening/);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: 'own.evening.yaml' })).toBeVisible();

  await page.goto(page.url().replace(/#.*/, '#/runbooks/own.evening'));
  await expect(text).toBeHidden();
  await expect(page.getByText('Every server answers')).toBeVisible();
  await picture(page, 'editor-planned');

  await page.goto(page.url().replace(/#.*/, '#/editor'));
  await page.getByRole('button', { name: 'Remove own.evening.yaml' }).click();
  await picture(page, 'editor-removed');
  await page.getByRole('button', { name: 'Bring it back' }).click();
  await expect(page.getByRole('link', { name: /own\.evening\.yaml/ })).toBeVisible();
  await picture(page, 'editor-list');
});

test('a copy of one of the console’s, in a narrow window', async ({ open }) => {
  const page = await open('#/editor/new?copy=deploy.rolling', { width: 900, height: 1000, theme: 'light' });
  await expect(page.getByText('No faults')).toBeVisible();
  await picture(page, 'editor-narrow');
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
});
