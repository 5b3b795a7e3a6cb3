// Clients that never stop writing: transfers between accounts of two collections, in transactions, and one counter per writer
// that lays its numbers into several collections in turn. What they leave at any one moment can be told right from wrong.

import { MongoServerError, type ClientSession, type MongoClient, type Timestamp } from 'mongodb';
import { pauseBeforeNextTry } from '../../../main/backup/mongo/lost-connection.ts';

const ACCOUNTS = 40;
const BALANCE = 1000;
const TELLERS = 2;
const COUNTERS = 3;
const TICK_COLLECTIONS = ['ticks_a', 'ticks_b', 'ticks_c'] as const;
const DUPLICATE_KEY = 11000;

/** What a writer knows of its number `n` (index n − 1). The next number was begun after that. */
interface Acknowledgement {
  /** No later than this it was in the server, by the server's own time. Null: not acknowledged at once. */
  readonly time: Timestamp | null;
  /** By the clock of this machine: it was in before. */
  readonly atMs: number;
}
type Acknowledged = Acknowledgement[];

export interface Bank {
  /** Ends the writers; resolves when the last one has. */
  stop(): Promise<void>;
  readonly transfers: () => number;
  /** By writer. */
  readonly ticks: readonly Acknowledged[];
}

interface Account {
  readonly _id: number;
  readonly balance: number;
  readonly sent: number;
}

interface Tick {
  readonly _id: string;
  readonly writer: number;
  readonly number: number;
}

export async function openBank(client: MongoClient, database: string): Promise<Bank> {
  const db = client.db(database);
  const accounts = Array.from({ length: ACCOUNTS }, (_, index) => ({ _id: index, balance: BALANCE, sent: 0 }));
  for (const name of ['current', 'savings']) await db.collection<Account>(name).insertMany(accounts);
  for (const name of ['ledger', ...TICK_COLLECTIONS]) await db.createCollection(name);
  const closing = new AbortController();
  const ticks: Acknowledged[] = Array.from({ length: COUNTERS }, () => []);
  let transfers = 0;
  const untilClosed = async (work: () => Promise<unknown>): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        await work();
      } catch (error) {
        if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) throw error;
        await pauseBeforeNextTry(); // an election, a member that went away: clients try again
      }
    }
  };
  const writers = [
    ...Array.from({ length: TELLERS }, () =>
      untilClosed(async () => {
        await transfer(client, database);
        transfers += 1;
      }),
    ),
    ...ticks.map((acknowledged, writer) => untilClosed(() => tick(client, database, writer, acknowledged))),
  ];
  return {
    stop: async () => {
      closing.abort();
      await Promise.all(writers);
    },
    transfers: () => transfers,
    ticks,
  };
}

async function transfer(client: MongoClient, database: string): Promise<void> {
  const db = client.db(database);
  const [from, to] = Math.random() < 0.5 ? ['current', 'savings'] : ['savings', 'current'];
  const amount = 1 + Math.floor(Math.random() * 9);
  const any = (): number => Math.floor(Math.random() * ACCOUNTS);
  await client.withSession((session) =>
    session.withTransaction(
      async () => {
        const taken = { $inc: { balance: -amount, sent: 1 } };
        await db.collection<Account>(from!).updateOne({ _id: any() }, taken, { session });
        await db.collection('ledger').insertOne({ from, amount }, { session });
        await db.collection<Account>(to!).updateOne({ _id: any() }, { $inc: { balance: amount } }, { session });
      },
      { writeConcern: { w: 'majority' } },
    ),
  );
}

/** The next number is begun only when this one is in: a hole can be no accident of order. */
async function tick(client: MongoClient, database: string, writer: number, acknowledged: Acknowledged): Promise<void> {
  const number = acknowledged.length + 1;
  const collection = client.db(database).collection<Tick>(TICK_COLLECTIONS[number % TICK_COLLECTIONS.length]!);
  const insert = (session: ClientSession) =>
    collection.insertOne({ _id: `${writer}-${number}`, writer, number }, { session, writeConcern: { w: 'majority' } });
  try {
    const time = await client.withSession(async (session) => {
      await insert(session);
      return session.operationTime ?? null;
    });
    acknowledged.push({ time, atMs: Date.now() });
  } catch (error) {
    // The answer to an earlier try was lost, and it had gone in.
    if (!(error instanceof MongoServerError) || error.code !== DUPLICATE_KEY) throw error;
    acknowledged.push({ time: null, atMs: Date.now() });
  }
}

/** What is wrong with the bank in `database`, which is to be as it was at `moment`. Empty: nothing. */
export async function violations(
  client: MongoClient,
  database: string,
  moment: Timestamp,
  { ticks }: Bank,
): Promise<readonly string[]> {
  const db = client.db(database);
  const accounts = (
    await Promise.all(['current', 'savings'].map((name) => db.collection<Account>(name).find().toArray()))
  ).flat();
  const found: string[] = [];
  const total = accounts.reduce((sum, { balance }) => sum + balance, 0);
  if (total !== 2 * ACCOUNTS * BALANCE) found.push(`the total is ${total}, not ${2 * ACCOUNTS * BALANCE}`);
  const sent = accounts.reduce((sum, account) => sum + account.sent, 0);
  const booked = await db.collection('ledger').countDocuments();
  if (sent !== booked) found.push(`${sent} transfers were sent and ${booked} are in the ledger`);
  const laid = await numbersIn(client, database);
  for (const [writer, acknowledged] of ticks.entries()) {
    const numbers = laid.filter((each) => each.writer === writer).map(({ number }) => number);
    const last = lastOf(numbers);
    if (new Set(numbers).size !== last) found.push(`counter ${writer} goes to ${last} with ${numbers.length} numbers`);
    const before = acknowledged.findLastIndex(({ time }) => time !== null && time.lessThanOrEqual(moment)) + 1;
    if (last < before) found.push(`counter ${writer} ends at ${last}, and ${before} was in before the moment`);
    const after = acknowledged.findIndex(({ time }) => time !== null && time.greaterThan(moment)) + 1;
    if (after > 0 && last > after) found.push(`counter ${writer} goes to ${last}, which was begun after the moment`);
  }
  return found;
}

/** What is wrong with the times the console tells of its own clock: the moment is to lie between these two. Empty: nothing. */
export async function falseTimes(
  client: MongoClient,
  database: string,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  { ticks }: Bank,
): Promise<readonly string[]> {
  const laid = await numbersIn(client, database);
  return ticks.flatMap((acknowledged, writer) => {
    const last = lastOf(laid.filter((each) => each.writer === writer).map(({ number }) => number));
    const before = acknowledged.findLastIndex(({ atMs }) => atMs < fromMs) + 1;
    const after = acknowledged.findIndex(({ atMs }) => atMs > toMs) + 1;
    return [
      ...(last < before ? [`counter ${writer} ends at ${last}, and ${before} was promised by the clock`] : []),
      ...(after > 0 && last > after ? [`counter ${writer} goes to ${last}, begun after the promised time`] : []),
    ];
  });
}

async function numbersIn(client: MongoClient, database: string): Promise<readonly Tick[]> {
  const collections = TICK_COLLECTIONS.map((name) => client.db(database).collection<Tick>(name));
  return (await Promise.all(collections.map((each) => each.find().toArray()))).flat();
}

function lastOf(numbers: readonly number[]): number {
  return Math.max(0, ...numbers);
}
