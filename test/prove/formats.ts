// Proof: the formats. Our RDB reader against every encoding a real server writes, against files that were made to hurt it, and
// beside redis-check-rdb; our MongoDB files through mongorestore and back, by the server's own hash of a database.

import { Lifetime } from '../../shared/lifetime.ts';
import { serversIn } from '../fixtures/servers.ts';
import { bsonThereAndBack } from './formats/bson.ts';
import { compareEncodings } from './formats/rdb-encodings.ts';
import { fuzzReader } from './formats/rdb-fuzz.ts';
import type { Prove } from './proof.ts';

/** `count`: files that are made to hurt the reader. */
export const prove: Prove = async (count) => {
  const lifetime = new Lifetime('formats');
  try {
    const servers = await serversIn(lifetime);
    const { files, ...encodings } = await compareEncodings(servers);
    const fuzz = await fuzzReader(files, count, await servers.newFolder('fuzz'));
    const bson = await bsonThereAndBack(servers);
    return {
      rows: [...encodings.rows, [], ...fuzz.rows, [], ...bson.rows],
      closing: `${encodings.closing}; ${fuzz.closing}; ${bson.closing}.`,
      holds: encodings.holds && fuzz.holds && bson.holds,
    };
  } finally {
    await lifetime.dispose();
  }
};
