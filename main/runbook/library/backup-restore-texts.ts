// The words of backup.restore.

import type { RunbookInfo } from '../../../shared/model/run.ts';
import { RESTORE_ARABIC } from './backup-restore-texts-ar.ts';

export const RESTORE_TEXTS = {
  en: {
    title: 'Restore a backup',
    summary:
      'Loads MongoDB beside what is there, compares it, then puts it in place or leaves it; gives Redis keys to the nodes that own their slots now.',
    'plan.title': 'Restore the set {set} beside what is there',
    'plan.inPlace': 'Restore the set {set} in place',
    'plan.beside.missing': 'Restore the set {set}: MongoDB beside what is there, Redis keys that are missing',
    'plan.beside.replace': 'Restore the set {set}: MongoDB beside what is there, Redis keys replaced',
    'plan.inPlace.missing': 'Restore the set {set}: MongoDB in place, Redis keys that are missing',
    'plan.inPlace.replace': 'Restore the set {set}: MongoDB in place, Redis keys replaced',
    'plan.redis.missing': 'Restore the Redis keys of {set} that are missing',
    'plan.redis.replace': 'Restore the Redis keys of {set}, replacing those that exist',
    'field.set': 'Backup set',
    'field.store': 'Read from',
    'field.store.help':
      'Id of the store whose copy is read; empty: the first that holds the set, this machine before a bucket.',
    'act.fetch': 'Fetch the set from {store}, every file checked',
    'fetch.done': '{bytes:bytes} fetched and checked',
    'act.forget': 'Remove what was fetched; the set stays in its store',
    'field.what': 'What to restore',
    'field.what.help': 'A profile without MongoDB or without Redis restores the other.',
    'field.databases': 'Databases',
    'field.databases.help': 'Names with commas between them; empty means all of the set.',
    'field.until': 'MongoDB up to the moment',
    'field.until.help':
      'As 2026-11-20 14:32:00 (in the time zone of this machine) or with its zone, by MongoDB’s clock; needs slices of the oplog. Nothing written from then on is in it. Empty: the set as it is.',
    'field.collections': 'Collections',
    'field.collections.help':
      'database.collection, with commas between them; * stands for any letters (shop.orders, shop.audit_*). Empty means all of the databases.',
    'field.rename': 'New names',
    'field.rename.help':
      'shop.orders=shop.orders_old for a collection, shop=spare for a database, with commas between them. Views go on looking at the names they know.',
    'field.mode': 'MongoDB goes',
    'field.mode.help':
      'Beside: into databases of their own, to look at. In place: under the names they had, after comparing.',
    'field.keepOld': 'Keep the collections that were there',
    'field.keepOld.help': 'They are renamed and stay until you drop them.',
    'field.accounts': 'Users and roles of MongoDB, too',
    'field.accounts.help':
      'Only in place: all that the set holds and the server does not have, of every database. Those it has stay as they are.',
    'field.redisConflict': 'Redis keys that exist',
    'field.redisConflict.help': 'Keys that are not in the set stay in any case.',
    'field.redisKeys': 'Redis keys by pattern',
    'field.redisKeys.help': 'As in KEYS: session:*, user:[0-9]*, order:?. Empty means all keys.',
    'field.redisDatabase': 'Redis database',
    'field.redisDatabase.help':
      'The number of one database of a standalone server; a cluster takes 0 only. Empty means all.',
    'field.redisTimes': 'Redis keys that expire',
    'field.redisTimes.help':
      'At the moment they had: those whose time is over are left out. Later by the age of the set: they live on for as long as they had left.',
    'field.redisFunctions': 'Redis functions',
    'field.redisFunctions.help':
      'Libraries of functions, on every primary. Those the set does not hold stay in any case.',
    'choice.redisFunctions.missing': 'are loaded where they are missing',
    'choice.redisFunctions.none': 'are left out',
    'choice.redisTimes.keep': 'at the moment they had',
    'choice.redisTimes.shift': 'later, by the age of the set',
    'field.rate': 'Restore at most (MB per second)',
    'field.rate.help': 'Everything together, reading back to compare too; empty means as fast as it goes.',
    'choice.what.all': 'MongoDB and Redis',
    'choice.what.mongo': 'MongoDB only',
    'choice.what.redis': 'Redis only',
    'choice.mode.beside': 'beside',
    'choice.mode.in-place': 'in place',
    'choice.redisConflict.replace': 'are replaced',
    'choice.redisFunctions.replace': 'are replaced',
    'choice.redisConflict.skip': 'stay as they are',
    'choice.redisConflict.fail': 'stop the restore before it begins',
    'change.now': '{collections:number} collections',
    'change.inPlace':
      '{collections:number} collections of the set ({documents:number} documents), {replaced:number} of them in place of one that is there; collections that are not in the set stay',
    'change.seen': '{documents:number} documents in the {replaced:number} that bear the same names',
    'change.beside':
      'unchanged; {collections:number} collections ({documents:number} documents) beside it, in {database}__restore_<run>',
    'change.redis.now': 'the keys it holds',
    'change.redis.replace': '{keys:number} keys of the set, in place of those of the same name; all others stay',
    'change.redis.skip': '{keys:number} keys of the set where there is none of that name; all others stay',
    'change.redis.fail': '{keys:number} keys of the set, if none of them exists; all others stay',
    'change.functions.now': 'the functions it holds',
    'change.functions.missing': '{libraries:number} libraries of functions where there is none of that name',
    'change.functions.replace': '{libraries:number} libraries of functions, in place of those of the same name',
    'change.redis.part.replace':
      'keys of the set named like {pattern} (database {database}), in place of those of the same name; all others stay',
    'change.redis.part.skip':
      'keys of the set named like {pattern} (database {database}) where there is none of that name; all others stay',
    'change.redis.part.fail':
      'keys of the set named like {pattern} (database {database}), if none of them exists; all others stay',
    'warning.redisTimes':
      'Keys that expire get the time back they had left when the set was taken: sessions and locks that were over come to life again.',
    'warning.otherProfile': 'The set was taken from another profile: {profileId}.',
    'warning.moments': 'The set is not of one moment: each collection comes back as it was when it was read.',
    'warning.dumpOplog':
      'The dump this set was made of kept its oplog up to {moment}. To have all of it as it was then, restore up to that moment: {until}.',
    'warning.inPlace':
      'Between the two renames of a collection, for some milliseconds, it does not exist. What clients write after the set was taken is in the collections that are kept, not in the restored ones.',
    'warning.replay':
      'On the set, {slices:number} slices of the oplog are replayed up to {moment}: this needs the right to run applyOps on every database (root, or a role of its own). An interrupted replay goes on where it was; while capped collections or time series are written, it begins anew.',
    'warning.replayDump':
      'The oplog of the dump is replayed on its collections up to {moment}: this needs the right to run applyOps on every database (root, or a role of its own). An interrupted replay goes on where it was; while capped collections or time series are written, it begins anew.',
    'warning.replayAccounts':
      'Users and roles are not replayed: those that were made, changed or removed since the set are not as they were at the moment. Those of the set itself come back by a restore in place.',
    'warning.replayRedis': 'Redis has no such slices: its keys come back as they were when the set was taken.',
    'warning.accounts':
      'Users and roles that the server does not have come back with the passwords they had. Somebody who was removed on purpose can sign in again: look at the list afterwards.',
    'warning.redis':
      'A cancel in the middle leaves the keys restored so far; running it again goes over them once more. Keys whose time is over are left out.',
    'warning.functions': 'The set holds Redis functions, which are left out: scripts that call them fail.',
    'warning.storedFunctions':
      'The set holds stored functions of MongoDB (system.js), which cannot be put in place: they stay as they are. Restore beside to get them.',
    'wayBack.kept':
      'The collections that were there are kept under names of their own. backup.cut-back puts them back in one step; backup.release drops them.',
    'wayBack.dropped':
      'The collections that were there are dropped only after everything was compared; after that only another set brings them back.',
    'wayBack.beside':
      'Nothing that was in MongoDB changes: backup.cut-over puts in place what was made beside, backup.release drops it. Redis keys that were replaced come back only from another set.',
    'check.set': 'The set is complete',
    'set.ok': '{files:number} files, {bytes:bytes}, all at their length',
    'check.mongo': 'MongoDB takes writes',
    'mongo.ok': '{host} is the primary',
    'check.redis': 'Redis takes writes and every slot has an owner',
    'redis.ok': '{mode}, {nodes:number} nodes',
    'check.redisLargest': 'Redis takes the largest value in one piece',
    'redisLargest.ok': 'the largest takes {largest:bytes}; a node takes {limit:bytes}',
    'check.redisAof': 'What is restored survives a restart',
    'redisAof.off': 'no append-only file: what is restored is kept by the next snapshot of each node',
    'redisAof.on':
      'append-only file on {nodes:number} of {all:number} nodes: what is restored is written to it as well, up to {bytes:bytes} more in all, and may start a rewrite, which forks',
    'check.failed': '{reason}',
    reading: '{file}',
    'act.verify': 'Read every byte that will be restored',
    'verify.done': '{files:number} files, {bytes:bytes}: all as they were written',
    'act.load.inPlace': 'Load MongoDB under side names',
    'act.load.beside': 'Load MongoDB into side databases',
    'cleanUp.load.inPlace':
      'Drop what was loaded under side names. Where names had begun to change it stays: clients may have written to it, and backup.release drops it by its id',
    'load.done': '{documents:number} documents in {collections:number} collections',
    'act.compare': 'Compare counts and content with the set',
    'compare.done': '{documents:number} documents in {collections:number} collections are those of the set',
    'act.verifyOplog': 'Read every byte of the slices',
    'verifyOplog.done': '{slices:number} slices, {bytes:bytes}: all as they were written',
    'act.replay': 'Replay what was written up to {moment}',
    'replay.done.accounts':
      '{operations:number} operations replayed; {collections:number} collections as they were at {moment}. {accountChanges:number} changes of users and roles were left out',
    'replay.goesOn': 'the interrupted replay goes on behind {operations:number} operations',
    'replay.done': '{operations:number} operations replayed; {collections:number} collections as they were at {moment}',
    'act.index': 'Build the indexes and compare them',
    'index.done': '{indexes:number} indexes as in the set',
    'act.look': 'See that none of the keys exists',
    'look.done': 'none exists',
    'act.place': 'Put the collections in place',
    'cleanUp.place':
      'Give the old collections their names back; what was restored waits under side names, with all that clients wrote to it, until backup.release drops it',
    'place.done': '{collections:number} collections in place, no name was away for longer than {gapMs:ms}',
    'place.kept':
      '{collections:number} collections in place, no name was away for longer than {gapMs:ms}; {kept:number} old ones are kept: backup.cut-back restored={restored} puts them back, backup.release drops them',
    'act.accounts': 'Give MongoDB its users and roles',
    'accounts.done': '{accounts:number} users and roles are there',
    'act.redis': 'Give Redis its keys',
    'redis.again':
      'a node went away meanwhile; what it had taken may be gone with it, so all keys are gone over once more',
    'redis.done':
      '{restored:number} keys restored, {skipped:number} left as they were, {expired:number} whose time was over',
    'act.redisCompare': 'Compare Redis with the set',
    'redisCompare.done':
      '{compared:number} keys are there with their time; {sampled:number} values compared byte by byte',
    'redisCompare.changed':
      '{compared:number} keys compared, {different:number} are not as in the set: clients have written since, or they were left as they were',
    'act.redisFunctions': 'Give Redis its functions',
    'redisFunctions.done': '{loaded:number} libraries loaded; {nodes:number} nodes hold all of the set',
    'redisFunctions.left':
      '{loaded:number} libraries loaded on {nodes:number} nodes; {left:number} are there with other code and stayed as they were: {names}',
    'act.prove': 'Note the result on the set',
    'prove.done': 'restored and found equal: the set is proven',
    'prove.part': 'what was restored is equal; the set as a whole is not proven by it',
    'prove.differs': 'not everything is as in the set: it is not proven',
    'foresee.mongo.in-place':
      'Of {collections:number} collections and views of the set {replaced:number} would replace one that is there and {created:number} would be new; {kept:number} collections that are not in the set stay',
    'foresee.mongo.beside':
      '{collections:number} collections and views would be made beside; {replaced:number} of the names are in use, and what bears them stays',
    'now.nothing': 'nothing of this name',
    'now.view': 'a view',
    'now.collection': '{documents:number} documents, {indexes:number} indexes',
    'now.there': 'is there, not in the set',
    'now.more': '{more:number} more',
    'after.more': 'as above',
    'after.stays': 'stays as it is',
    'after.beside': 'stays; beside it {documents:number} documents, {indexes:number} indexes',
    'after.view.beside': 'stays; the view of the set beside it',
    'after.view.changed': 'the definition that the set holds',
    'after.view.created': 'the view of the set',
    'after.created': 'new: {documents:number} documents, {indexes:number} indexes',
    'after.kept': 'replaced: {documents:number} documents, {indexes:number} indexes; the old one is kept',
    'after.kept.differs':
      'replaced: {documents:number} documents, {indexes:number} indexes, other {differences} than now; the old one is kept',
    'after.dropped': 'replaced: {documents:number} documents, {indexes:number} indexes; the old one is dropped',
    'after.dropped.differs':
      'replaced: {documents:number} documents, {indexes:number} indexes, other {differences} than now; the old one is dropped',
    'foresee.redis.replace':
      '{keys:number} keys of the set: {created:number} would be created, {existing:number} replaced, {over:number} left out because their time is over. Every key was asked',
    'foresee.redis.skip':
      '{keys:number} keys of the set: {created:number} would be created, {existing:number} stay as they are, {over:number} left out because their time is over. Every key was asked',
    'foresee.redis.fail':
      '{keys:number} keys of the set: {existing:number} exist already (one is enough to stop the restore before it writes), {created:number} would be created, {over:number} left out because their time is over. Every key was asked',
    'foresee.redis.replace.about':
      '{keys:number} keys of the set, counted. An estimate from every {everyNth:number}th ({asked:number} asked): {created:number} would be created, {existing:number} replaced; {over:number} left out because their time is over',
    'foresee.redis.skip.about':
      '{keys:number} keys of the set, counted. An estimate from every {everyNth:number}th ({asked:number} asked): {created:number} would be created, {existing:number} stay as they are; {over:number} left out because their time is over',
    'foresee.redis.fail.about':
      '{keys:number} keys of the set, counted. An estimate from every {everyNth:number}th ({asked:number} asked): {existing:number} exist already (one is enough to stop the restore before it writes), {created:number} would be created; {over:number} left out because their time is over',
    'now.keys': '{existing:number} of {keys:number} exist',
    'now.keys.about': 'about {existing:number} of {keys:number} exist',
    'after.keys.replace': '{created:number} created, {existing:number} replaced, {over:number} left out',
    'after.keys.skip': '{created:number} created, {existing:number} stay, {over:number} left out',
    'after.keys.fail': '{created:number} created, {existing:number} in conflict, {over:number} left out',
    'after.keys.replace.about': 'about {created:number} created, {existing:number} replaced; {over:number} left out',
    'after.keys.skip.about': 'about {created:number} created, {existing:number} stay; {over:number} left out',
    'after.keys.fail.about': 'about {created:number} created, {existing:number} in conflict; {over:number} left out',
    'measure.gap': 'longest time a name was away',
    'measure.exchange': 'from the first rename to the last',
    'act.dropKept': 'Drop the collections that were there',
    'dropKept.done': '{collections:number} collections dropped',
  },
  ar: RESTORE_ARABIC,
} satisfies RunbookInfo['texts'];
