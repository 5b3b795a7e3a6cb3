// Every proof of test/prove, tried a small number of times. The whole counts are `npm run prove -- <name>`.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { formatTable } from '../prove/proof.ts';
import { PROOFS } from '../prove/proofs.ts';

for (const [name, { shows, smallCount, load }] of Object.entries(PROOFS)) {
  test(`${name}: ${shows}`, async () => {
    const { prove } = await load();
    const { rows, closing, holds } = await prove(smallCount);
    console.log(`${formatTable(rows)}\n${name}: ${closing}`);
    assert.ok(holds, `${formatTable(rows)}\n${closing}`);
  });
}
