// `npm run prove -- <name> [--count n]`: runs one proof, prints its table and one closing line. Exit code 0 only when it holds.

import { parseArgs } from 'node:util';
import { formatTable } from './proof.ts';
import { PROOFS } from './proofs.ts';

const { name, count } = readWords();
const proof = name !== undefined && Object.hasOwn(PROOFS, name) ? PROOFS[name] : undefined;
if (proof === undefined || !(count === undefined || (Number.isSafeInteger(count) && count > 0))) {
  console.error('npm run prove -- <name> [--count n]\n');
  console.error(
    formatTable(
      Object.entries(PROOFS).map(([each, { shows, fullCount }]) => [`  ${each}`, `--count ${fullCount}`, shows]),
    ),
  );
  process.exit(2);
}
const { prove } = await proof.load();
const { rows, closing, holds } = await prove(count ?? proof.fullCount);
console.log(formatTable(rows));
console.log(`\n${name}: ${closing} ${holds ? 'It holds.' : 'IT DOES NOT HOLD.'}`);
process.exit(holds ? 0 : 1);

function readWords(): { readonly name: string | undefined; readonly count: number | undefined } {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options: { count: { type: 'string' } } });
    return { name: positionals[0], count: values.count === undefined ? undefined : Number(values.count) };
  } catch {
    return { name: undefined, count: undefined }; // an unknown option: the usage tells
  }
}
