// Proof: the formats. Our RDB reader against every encoding a real server writes, against files that were made to hurt it, and
// beside redis-check-rdb; our reader of mongodump's archives against harmed ones; our MongoDB files through mongorestore and back,
// by the server's own hash of a database, and what mongodump makes of them there through a set of ours.

import { Lifetime } from '../../shared/lifetime.ts';
import { serversIn } from '../fixtures/servers.ts';
import { fuzzArchives } from './formats/archive-fuzz.ts';
import { bsonThereAndBack } from './formats/bson.ts';
import { compareEncodings } from './formats/rdb-encodings.ts';
import { fuzzReader } from './formats/rdb-fuzz.ts';
import type { Prove } from './proof.ts';

/** `count`: files that are made to hurt the RDB reader; a quarter as many archives. */
export const prove: Prove = async (count) => {
  const lifetime = new Lifetime('formats');
  try {
    const servers = await serversIn(lifetime);
    const { files, ...encodings } = await compareEncodings(servers);
    const fuzz = await fuzzReader(files, count, await servers.newFolder('fuzz'));
    const archives = await fuzzArchives(Math.ceil(count / 4));
    const bson = await bsonThereAndBack(servers);
    const parts = [encodings, fuzz, archives, bson];
    return {
      rows: parts.flatMap(({ rows }, index) => (index === 0 ? rows : [[], ...rows])),
      closing: `${parts.map(({ closing }) => closing).join('; ')}.`,
      holds: parts.every(({ holds }) => holds),
    };
  } finally {
    await lifetime.dispose();
  }
};
