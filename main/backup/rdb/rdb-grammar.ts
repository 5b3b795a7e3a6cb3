// How an RDB is written: its records by opcode, its values by type (rdb.h of Redis 7.4).

export const OPCODE = {
  slotInfo: 0xf4,
  function: 0xf5,
  oldFunction: 0xf6,
  moduleAux: 0xf7,
  idle: 0xf8,
  frequency: 0xf9,
  aux: 0xfa,
  resize: 0xfb,
  expiresMs: 0xfc,
  expiresSeconds: 0xfd,
  selectDatabase: 0xfe,
  end: 0xff,
} as const;

/**
 * A string; a number in Redis' variable form; the kind of a list's node; a score as text; so many bytes; or a count and then
 * these parts that many times.
 */
export type Part = 'string' | 'number' | 'container' | 'text-score' | number | readonly Part[];

const STREAM_ID_BYTES = 16;
const MILLISECONDS_BYTES = 8;
const SCORE_BYTES = 8;

export const VALUES: Readonly<Record<number, readonly Part[]>> = {
  0: ['string'],
  1: [['string']], // list
  2: [['string']], // set
  3: [['string', 'text-score']], // sorted set
  4: [['string', 'string']], // hash
  5: [['string', SCORE_BYTES]], // sorted set
  9: ['string'], // hash as zipmap
  10: ['string'], // list as ziplist
  11: ['string'], // set as intset
  12: ['string'], // sorted set as ziplist
  13: ['string'], // hash as ziplist
  14: [['string']], // list as quicklist of ziplists
  15: stream(1),
  16: ['string'], // hash as listpack
  17: ['string'], // sorted set as listpack
  18: [['container', 'string']], // list as quicklist of listpacks
  19: stream(2),
  20: ['string'], // set as listpack
  21: stream(3),
  22: [['number', 'string', 'string']], // hash with times, before 7.4 was final
  23: ['string'],
  24: [MILLISECONDS_BYTES, ['number', 'string', 'string']], // hash with times
  25: [MILLISECONDS_BYTES, 'string'], // hash with times, as listpack
};

function stream(version: 1 | 2 | 3): readonly Part[] {
  const numbers = (count: number): Part[] => Array.from({ length: count }, () => 'number');
  return [
    ['string', 'string'], // node id, listpack
    ...numbers(version === 1 ? 3 : 8), // length, last id; and first id, greatest deleted id, entries added
    [
      'string', // a group
      ...numbers(version === 1 ? 2 : 3),
      [STREAM_ID_BYTES + MILLISECONDS_BYTES, 'number'], // what is pending
      ['string', version === 3 ? 2 * MILLISECONDS_BYTES : MILLISECONDS_BYTES, [STREAM_ID_BYTES]], // its readers
    ],
  ];
}
