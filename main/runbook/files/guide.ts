// What a step says of itself, part by part, in one kind of words.

import type { FileStep } from './format.ts';
import type { Words } from './format-values.ts';

export interface Guide<Said> {
  readonly why?: Said;
  readonly how?: Said;
  readonly worked?: Said;
  readonly otherwise?: Said;
}

/** Parts that are not written are left out. */
export function guideOf<Said>({ why, how, worked, otherwise }: FileStep, say: (words: Words) => Said): Guide<Said> {
  return {
    ...(why ? { why: say(why) } : {}),
    ...(how ? { how: say(how) } : {}),
    ...(worked ? { worked: say(worked) } : {}),
    ...(otherwise ? { otherwise: say(otherwise) } : {}),
  };
}
