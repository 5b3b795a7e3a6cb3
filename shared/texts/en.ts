// What the engine says about a fleet, in English: problems (a title, and the cause with what to do) and events.
// Screens and the command line use the same words. A place in braces is a value; `shared/text.ts` knows the formats.

import type { Catalogue } from '../text.ts';

export const ENGLISH = {
  // ── Problems: areas that cannot be read
  'problem.redis.unreachable.title': 'Redis cannot be read',
  'problem.redis.unreachable.cause.unreachable':
    '{message}. Check that the servers run and that this machine may reach their ports.',
  'problem.redis.unreachable.cause.timeout':
    '{message}. Something accepts connections and does not answer: a paused server, or a firewall on the way.',
  'problem.redis.unreachable.cause.denied': '{message}. Check the user, the password and what the user may do.',
  'problem.redis.unreachable.cause.hinted': '{message}. {hint}',
  'problem.redis.unreachable.cause.other': '{message}.',
  'problem.mongo.unreachable.title': 'MongoDB cannot be read',
  'problem.mongo.unreachable.cause.unreachable':
    '{message}. Check that the members run and that this machine may reach their ports.',
  'problem.mongo.unreachable.cause.timeout':
    '{message}. Something accepts connections and does not answer: a paused member, or a firewall on the way.',
  'problem.mongo.unreachable.cause.denied':
    '{message}. Check the user, the password, the authentication database and the user’s roles.',
  'problem.mongo.unreachable.cause.hinted': '{message}. {hint}',
  'problem.mongo.unreachable.cause.other': '{message}.',
  'problem.backup.unreachable.title': 'The backup stores cannot be read',
  'problem.backup.unreachable.cause.unreachable': '{message}. Check that the store is there.',
  'problem.backup.unreachable.cause.timeout': '{message}. The store does not answer.',
  'problem.backup.unreachable.cause.denied': '{message}. Check that this user may read the store.',
  'problem.backup.unreachable.cause.hinted': '{message}. {hint}',
  'problem.backup.unreachable.cause.other': '{message}.',

  // ── Problems: Redis shards
  'problem.redis.cluster-fail.title': 'The Redis Cluster refuses requests',
  'problem.redis.cluster-fail.cause':
    'Its nodes say cluster_state:fail: slots have no working primary, or most primaries do not see each other.',
  'problem.redis.slots-uncovered.title': '{count:number} slots have no owner',
  'problem.redis.slots-uncovered.cause':
    'Requests for keys in these slots fail. Find out what their last owner held before they are given to another node.',
  'problem.redis.slots-open.title': '{count:number} slots are open',
  'problem.redis.slots-open.cause':
    'A slot is marked as migrating or importing: keys are being moved, or a move was cut short and waits to be finished.',
  'problem.redis.primary-down.title': 'The primary of shard {shard} is down',
  'problem.redis.primary-down.cause.failed':
    '{server} does not answer and its peers agree that it failed. {replica} can take over.',
  'problem.redis.primary-down.cause.silent':
    '{server} does not answer. Its peers have not agreed yet that it failed; then {replica} takes over by itself.',
  'problem.redis.primary-down.cause.no-replica':
    '{server} does not answer and shard {shard} has no working replica: its slots are not served until it is back.',
  'problem.redis.no-healthy-replica.title': 'Shard {shard} has no working replica',
  'problem.redis.no-healthy-replica.cause.none':
    '{server} has no replica: if it fails, its slots are not served and what it held may be lost.',
  'problem.redis.no-healthy-replica.cause.unhealthy':
    'No replica of {server} is up and in touch with it: if it fails now, nobody can take over.',

  // ── Problems: Redis nodes
  'problem.redis.node-down.title': 'Redis node {server} is down',
  'problem.redis.node-down.cause':
    'It does not answer ({trouble}). Start it again: it then follows whoever leads its shard.',
  'problem.redis.node-suspected.title': 'Redis node {server} is suspected',
  'problem.redis.node-suspected.cause':
    'It answers the console, but a peer has not heard from it for the node timeout. If most primaries agree, it is replaced.',
  'problem.redis.node-partial.title': 'Redis node {server} can only be read in part',
  'problem.redis.node-partial.cause': '{trouble}',
  'problem.redis.link-down.title': 'Replica {server} has lost its primary',
  'problem.redis.link-down.cause':
    'Its replication link to {primary} is down: it falls behind and is no full replacement until the link is back.',
  'problem.redis.lag.title': 'Replica {server} is {lagMs:ms} behind',
  'problem.redis.lag.cause':
    'More than {limitMs:ms}: a failover now would lose what it has not received. The network, a slow disk or a busy replica holds it up.',
  'problem.redis.epochs-differ.title': 'Redis nodes disagree about the cluster',
  'problem.redis.epochs-differ.cause':
    '{agreeing} of {known} answering nodes are at epoch {epoch}. Right after a failover this passes within seconds; if it stays, nodes do not hear each other.',
  'problem.redis.versions-differ.title': 'Redis nodes run different versions',
  'problem.redis.versions-differ.cause':
    'Versions {versions}: finish the upgrade, and do not fail over from a newer primary to an older replica.',

  // ── Problems: the cache
  'problem.redis.hit-ratio.title': 'Only {ratio:percent} of lookups hit the cache',
  'problem.redis.hit-ratio.cause':
    'The goal is {goal:percent}. Keys expire too early, were evicted, or are asked for before anybody has stored them.',
  'problem.redis.memory.title': '{server} has used {share:percent} of its memory',
  'problem.redis.memory.cause.evicts':
    'Its limit is {maxBytes:bytes}. At the limit it evicts keys ({policy}), and lookups miss.',
  'problem.redis.memory.cause.refuses':
    'Its limit is {maxBytes:bytes} and its policy is {policy}: at the limit it refuses writes.',
  'problem.redis.evictions.title': '{server} evicts {perSecond} keys a second',
  'problem.redis.evictions.cause':
    'It is at its memory limit and drops keys ({policy}) before they expire. Give it more memory, shorter lifetimes or another shard.',
  'problem.redis.no-max-memory.title': '{server} has no memory limit',
  'problem.redis.no-max-memory.cause':
    'Without maxmemory it grows until the operating system ends it. Set a limit and an eviction policy.',

  // ── Problems: MongoDB
  'problem.mongo.no-primary.title': 'Replica set {set} has no primary',
  'problem.mongo.no-primary.cause.electing':
    '{votersUp} of {voters} voting members are up, enough to elect one: an election is under way. Writes wait.',
  'problem.mongo.no-primary.cause.no-majority':
    'Only {votersUp} of {voters} voting members are up, and a majority is needed. Writes fail until another one is back.',
  'problem.mongo.no-spare-voter.title': 'Replica set {set} cannot lose another member',
  'problem.mongo.no-spare-voter.cause':
    '{votersUp} of {voters} voting members are up: if one more fails, there is no majority and no primary.',
  'problem.mongo.even-voters.title': 'Replica set {set} has an even number of votes',
  'problem.mongo.even-voters.cause':
    '{voters} votes: when the network splits it in halves, neither can elect a primary. Add a member or take a vote away.',
  'problem.mongo.oplog-window.title': 'The oplog reaches back only {windowMs:ms}',
  'problem.mongo.oplog-window.cause':
    'It is full and drops what is older. A member that is away for longer has to copy everything anew; {minimumMs:ms} is the least to aim for.',
  'problem.mongo.priority.title': 'The primary is not the preferred member',
  'problem.mongo.priority.cause':
    '{primary} is primary, while {preferred} has the higher priority {priority} and is up: something keeps it from taking over, such as its lag or a freeze.',
  'problem.mongo.member-down.title': 'MongoDB member {server} is down',
  'problem.mongo.member-down.cause':
    'It does not answer ({trouble}). Start it again: it catches up from the oplog by itself.',
  'problem.mongo.member-partial.title': 'MongoDB member {server} can only be read in part',
  'problem.mongo.member-partial.cause': '{trouble}',
  'problem.mongo.member-state.title': 'MongoDB member {server} is in state {state}',
  'problem.mongo.member-state.cause':
    'It runs, but neither serves reads nor can take over until it is PRIMARY or SECONDARY again.',
  'problem.mongo.lag.title': 'MongoDB member {server} is {lagMs:ms} behind',
  'problem.mongo.lag.cause': 'More than {limitMs:ms}: reads from it are old, and majority writes may wait for it.',
  'problem.mongo.versions-differ.title': 'MongoDB members run different versions',
  'problem.mongo.versions-differ.cause': 'Versions {versions}: finish the upgrade before anything else is changed.',
  'problem.mongo.missing-privilege.title': 'Not shown: {shows}',
  'problem.mongo.missing-privilege.cause':
    'The console’s user has no privilege {privilege}. Grant it to see this; all else works without it.',

  // ── Problems: backups
  'problem.backup.none.title': 'There is no backup',
  'problem.backup.none.cause': 'No store holds a complete set of this profile. What is lost now is lost.',
  'problem.backup.old.title': 'The last backup is {ageMs:ms} old',
  'problem.backup.old.cause': 'Set {set} is the newest one; a daily backup is at most {maximumMs:ms} old.',
  'problem.backup.unverified.title': 'The last backup was never verified',
  'problem.backup.unverified.cause': 'Nobody has read set {set} back and compared it with its manifest.',
  'problem.backup.damaged.title': 'The last backup is damaged',
  'problem.backup.damaged.cause':
    'Verification of set {set} found faulty files: {faults}. Take a new one now and find out what damages the store.',
  'problem.backup.drill.title': 'The last backup was not restored as it was saved',
  'problem.backup.drill.cause':
    'A drill restored set {set} and found differences: {differences}. Take a new one now and drill it; the run of the drill names what differs.',
  'problem.backup.proof-stale.title': 'The last proven restore is {ageMs:ms} old',
  'problem.backup.proof-stale.cause':
    'Set {proven} was the last one that was restored and compared; here a proof counts for {maximumMs:ms}. A drill of the newest set proves it anew.',
  'problem.backup.oplog-late.title': 'The oplog was last saved {ageMs:ms} ago',
  'problem.backup.oplog-late.cause':
    'Slices came more often before; the last one ends at {at}, and nothing written since can be restored. Save it now and look at its schedule: what MongoDB drops from its oplog meanwhile remains a gap.',
  'problem.backup.oplog-outrun.title': 'MongoDB has forgotten writes that were not saved',
  'problem.backup.oplog-outrun.cause.take':
    'The last slice ends at {at}, and the oplog begins later: nothing since then can be restored. Take a backup now; slices go on from it.',
  'problem.backup.oplog-outrun.cause.save':
    'The last slice ends at {at}, and the oplog begins later: what lies in between remains a gap. A newer set is there, and slices can go on from it.',
  'problem.backup.oplog-adrift.title': 'The oplog is saved, and leads back to no set',
  'problem.backup.oplog-adrift.cause.reached':
    'Slices reach to {at}, yet nothing after {reached} can be restored: one of them is missing or was changed, or the set they began at is gone or damaged. Take a backup now; slices go on from it.',
  'problem.backup.oplog-adrift.cause.nothing':
    'Slices reach to {at}, yet no set is there that they could be replayed on. Take a backup of MongoDB now; slices go on from it.',
  'problem.backup.oplog-gap.title': 'No moment between {from} and {to} can be restored',
  'problem.backup.oplog-gap.cause.outrun':
    'MongoDB had dropped these writes from its oplog before they were saved. What came later is covered again. Save the oplog more often, or make it larger.',
  'problem.backup.oplog-gap.cause.rollback':
    'The replica set took back the write the last slice ended with. What came later is covered again, from a set on.',
  'problem.backup.oplog-gap.cause.missing':
    'A slice of this time is gone, or is not the one it was. What came later is covered again. Find out what changes the store.',
  'problem.backup.unfinished.title': 'An unfinished backup lies in the store',
  'problem.backup.unfinished.cause':
    '{folder} in {place} was left by a backup or a copy that did not come to its end. It cannot be restored. The Backups screen says how far it came, goes on with it where that is possible, and removes it.',
  'problem.backup.store.title': 'Something is wrong in backup store {place}',
  'problem.backup.store.cause': '{trouble}',

  // ── Events: Redis
  'event.redis.unreachable': 'Redis cannot be read any more: {message}',
  'event.redis.reachable': 'Redis can be read again',
  'event.redis.failover': 'Shard {shard} failed over: {from} → {to}, config epoch {epoch}',
  'event.redis.node-new': 'Redis node {server} joined',
  'event.redis.node-down': 'Redis node {server} went down',
  'event.redis.node-back': 'Redis node {server} is back',
  'event.redis.node-gone': 'Redis node {server} left the cluster',
  'event.redis.slots-moved': '{count:number} slots moved: {from} → {to}',
  'event.redis.state-fail': 'The Redis Cluster refuses requests',
  'event.redis.state-ok': 'The Redis Cluster accepts requests again',

  // ── Events: MongoDB
  'event.mongo.unreachable': 'MongoDB cannot be read any more: {message}',
  'event.mongo.reachable': 'MongoDB can be read again',
  'event.mongo.primary': '{primary} is primary now',
  'event.mongo.election': '{primary} was elected primary, term {term}',
  'event.mongo.no-primary': 'The replica set lost its primary {from}',
  'event.mongo.member-new': 'MongoDB member {server} joined',
  'event.mongo.member-down': 'MongoDB member {server} went down',
  'event.mongo.member-back': 'MongoDB member {server} is back',
  'event.mongo.member-gone': 'MongoDB member {server} left the replica set',
  'event.mongo.member-state': 'MongoDB member {server}: {from} → {to}',

  // ── Events: backups and runs
  'event.backup.unreachable': 'The backup stores cannot be read any more: {message}',
  'event.backup.taken': 'A backup was completed. Sets now: {sets}',
  'event.backup.verified': 'A backup was verified',
  'event.run.started': 'Run started: {runbook}',
  'event.run.done': 'Run done: {runbook}',
  'event.run.failed': 'Run failed: {runbook}',
  'event.run.blocked': 'Run blocked before it changed anything: {runbook}',
  'event.run.cancelled': 'Run cancelled: {runbook}',
  'event.run.interrupted': 'Run interrupted: {runbook}',
  'event.run.resumed': 'Run goes on: {runbook}',
  'event.run.waiting': 'Run waits for an answer: {runbook}',
  'event.run.paused': 'Run paused: {runbook}',
  'event.run.stopped': 'Interrupted run ended as it is: {runbook}',
} as const satisfies Catalogue;

export type SharedTextKey = keyof typeof ENGLISH;
/** `redis.lag`, …: what `problem.<kind>.title` is known for. */
export type ProblemKind = SharedTextKey extends infer Key
  ? Key extends `problem.${infer Kind}.title`
    ? Kind
    : never
  : never;
export type EventKind = SharedTextKey extends infer Key ? (Key extends `event.${infer Kind}` ? Kind : never) : never;
