// Every proof of test/prove, tried a small number of times. The whole counts are `npm run prove -- <name>`.

import { test } from 'node:test';
import assert from 'node:assert/strict';
import { formatTable } from '../prove/proof.ts';
import { PROOFS } from '../prove/proofs.ts';

/** The proof of crashes alone starts a hundred consoles. */
const TIMEOUT_MS = 15 * 60_000;

for (const [name, { shows, smallCount, load }] of Object.entries(PROOFS)) {
  test(`${name}: ${shows}`, { timeout: TIMEOUT_MS }, async () => {
    const { prove } = await load();
    const { rows, closing, holds } = await prove(smallCount);
    console.log(`${formatTable(rows)}\n${name}: ${closing}`);
    assert.ok(holds, `${formatTable(rows)}\n${closing}`);
  });
}
