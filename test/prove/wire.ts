// Proof: whatever comes in from outside. Wrong messages on the wire, and a hostile runbook file for every ten of them: none
// reaches a driver, none makes anything happen, none crashes the engine or makes it grow.

import { prove as proveMessages } from './hostile-messages.ts';
import { prove as proveRunbooks } from './hostile-runbooks.ts';
import type { Prove } from './proof.ts';

const MESSAGES_PER_FILE = 10;

/** `count`: messages. */
export const prove: Prove = async (count) => {
  const messages = await proveMessages(count);
  const files = await proveRunbooks(Math.ceil(count / MESSAGES_PER_FILE));
  return {
    rows: [...messages.rows, [], ...files.rows],
    closing: `${messages.closing} ${files.closing}`,
    holds: messages.holds && files.holds,
  };
};
