import { expect, test } from './demo.ts';

test('a production profile starts read-only, and every change asks for its name', async ({ demo, open }) => {
  const servers = (await demo.servers()).filter(({ kind }) => kind === 'redis');
  const page = await open('#/fleet');
  await page.getByRole('button', { name: /^Connection:/ }).click();
  await page.getByRole('menuitem', { name: 'New connection…' }).click();
  const editor = page.getByRole('dialog');
  await editor.getByLabel('Name', { exact: true }).fill('Shop live');
  await editor.getByRole('button', { name: /Environment/ }).click();
  await page.getByRole('option', { name: 'production' }).click();
  await editor.getByText('This connection has MongoDB').click();
  await editor.getByRole('textbox', { name: 'Seeds' }).first().fill(`127.0.0.1:${servers[0]!.port}`);
  await editor.getByRole('button', { name: 'Test' }).click();
  await expect(editor.getByText(/6 nodes/)).toBeVisible();
  await editor.getByRole('button', { name: 'Save' }).click();

  await page.getByRole('button', { name: /^Connection:/ }).click();
  await page
    .getByRole('menuitem', { name: /Shop live/ })
    .first()
    .click();
  await expect(
    page.getByText('Shop live is a production profile. It is read-only: nothing can be changed.'),
  ).toBeVisible();

  const replica = String(await demo.redis(servers[0]!.port, 'CLUSTER', 'NODES'))
    .split('\n')
    .find((line) => line.includes('slave'))!
    .split(' ')[0]!;
  await page.goto(page.url().replace(/#.*/, `#/runbooks/redis.failover?replica=${replica}`));
  await expect(page.getByText('Shop live is read-only. Nothing can be changed until that is lifted.')).toBeVisible();
  await page.getByRole('button', { name: 'Allow changes…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('a failover is due');
  await dialog.getByLabel('Type Shop live to confirm').fill('shop live');
  await expect(dialog.getByRole('button', { name: 'Allow changes' })).toBeDisabled();
  await dialog.getByLabel('Type Shop live to confirm').fill('Shop live');
  await dialog.getByRole('button', { name: 'Allow changes' }).click();
  await expect(dialog).toBeHidden();
  const start = page.getByRole('region', { name: 'Confirm' }).getByRole('button').last();
  await expect(start).toBeDisabled();
  await page.getByLabel('Type Shop live to confirm').fill('Shop live');
  await expect(start).toBeDisabled(); // on production it is asked why
  await page.getByLabel('Reason').fill('a failover is due');
  await expect(start).toBeEnabled();

  // Back to read-only: neither the button nor its keys start anything, and a script has to give the name as well.
  await page.getByRole('button', { name: 'Back to read-only' }).click();
  await expect(page.getByText('Shop live is read-only. Nothing can be changed until that is lifted.')).toBeVisible();
  await expect(start).toBeDisabled();
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/#\/runbooks\//);
  const refused = await demo.marsad('run', 'redis.failover', `replica=${replica}`, '--profile', 'shop-live');
  expect(refused.errors).toContain('Shop live, which must be confirmed');
  expect(refused.code).toBe(2);
  expect(String(await demo.redis(servers[0]!.port, 'CLUSTER', 'NODES'))).toMatch(
    new RegExp(`^${replica} .*slave`, 'm'),
  );

  // The chosen connection is remembered, and the next story is about the lab.
  await page.getByRole('button', { name: /^Connection:/ }).click();
  await page.getByRole('menuitem', { name: /^Lab/ }).click();
  await expect(page.getByRole('button', { name: /^Connection: ?Lab/ })).toBeVisible();
});
