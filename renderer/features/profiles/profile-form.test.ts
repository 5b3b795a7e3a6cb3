import { test } from 'node:test';
import assert from 'node:assert/strict';
import { completeSecrets } from './s3-form.ts';
import { draftOf, freeId, profileOf, seedsOf } from './profile-form.ts';
import type { Profile, S3Store } from '../../../shared/model/profile.ts';

const KEY = 'MCowBQYDK2VwAyEAhsu70Upfj4hPFXXiBicZvHeUeLpye4W345frd3iRmw4=';

const FULL: Profile = {
  id: 'shop',
  name: 'Shop',
  environment: 'production',
  colour: '#ef6461',
  redis: {
    seeds: ['redis-1.example:7000', '[::1]:7001'],
    username: 'marsad',
    tls: { caFile: '/etc/ssl/shop.pem', serverName: 'redis.shop' },
    addressMap: { '10.0.0.1:7000': '127.0.0.1:7000' },
  },
  mongo: { seeds: ['db:27017'], replicaSet: 'rs0', username: 'console', authSource: 'admin' },
  stores: [{ kind: 'local', id: 'local', folder: '/var/backups/shop', keep: { days: 7, weekly: 4 } }],
  backup: { encryption: 'passphrase' },
  approval: { asks: 'destroy', approvers: [{ name: 'Second Shift', publicKey: KEY }] },
  localCommands: true,
};

test('a profile comes back from the form as it went in', () => {
  assert.deepEqual(profileOf(draftOf(FULL), ['shop']), { profile: FULL });
});

test('a new draft says what is missing, field by field', () => {
  assert.deepEqual(profileOf(draftOf(null), []), {
    problems: { name: 'name', redisSeeds: 'seeds', mongoSeeds: 'seeds' },
  });
});

test('how long sets are kept begins with a week here; nonsense and a rule of nothing are refused', () => {
  const draft = draftOf({ ...FULL, stores: [{ kind: 'local', id: 'local', folder: '/b' }] });
  const kept = (change: Partial<typeof draft.folderKeep>) =>
    profileOf({ ...draft, folderKeep: { ...draft.folderKeep, isOn: true, ...change } }, ['shop']);
  const usual = kept({});
  assert.deepEqual('profile' in usual && usual.profile.stores[0]?.keep, { days: 7 });
  for (const change of [{ days: '' }, { days: '0' }, { daily: 'x' }, { count: '1.5' }])
    assert.deepEqual(kept(change), { problems: { folderKeep: 'keep' } });
});

test('a profile of nothing is refused', () => {
  const draft = { ...draftOf(null), name: 'Empty', hasRedis: false, hasMongo: false };
  assert.deepEqual(profileOf(draft, []), { problems: { nothing: 'nothing' } });
});

test('seeds are separated by spaces, commas or lines, and all have to be host:port', () => {
  assert.deepEqual(seedsOf(' a:1, b:2\nc:3 '), ['a:1', 'b:2', 'c:3']);
  assert.equal(seedsOf('a:1 b'), undefined);
  assert.equal(seedsOf(''), undefined);
});

test('a bad address map is refused, whatever arrow is typed', () => {
  const draft = draftOf(FULL);
  assert.ok('profile' in profileOf({ ...draft, addressMap: '10.0.0.1:7000 -> 127.0.0.1:7000' }, []));
  assert.deepEqual(profileOf({ ...draft, addressMap: 'nonsense' }, []), { problems: { addressMap: 'map' } });
});

test('an approver is a name and a public key', () => {
  const withApprovers = (approvers: string) =>
    profileOf({ ...draftOf(FULL), approval: { asks: 'changes', approvers } }, ['shop']);
  assert.deepEqual(withApprovers('Second Shift'), { problems: { approvers: 'approvers' } });
  assert.ok('profile' in withApprovers(`\n  أحمد ${KEY}  \n`));
});

test('ids are readable and free', () => {
  assert.equal(freeId('Shop · Production', []), 'shop-production');
  assert.equal(freeId('Shop', ['shop', 'shop-2']), 'shop-3');
  assert.equal(freeId('متجر', []), 'profile');
});

const BUCKET: S3Store = {
  kind: 's3',
  id: 'offsite',
  endpoint: 'https://s3.example:9000',
  region: 'eu-central-1',
  bucket: 'backups',
  prefix: 'shop/sets',
  pathStyle: true,
  caFile: '/etc/ssl/s3.pem',
  storageClass: 'STANDARD_IA',
  objectLock: { mode: 'governance', days: 30 },
  credentials: 'keystore',
};

test('stores come back from the form as they went in, with their ids', () => {
  const profile: Profile = {
    ...FULL,
    stores: [{ kind: 'local', id: 'disk', folder: '/a' }, { kind: 'local', id: 'nas', folder: '/b' }, BUCKET],
  };
  assert.deepEqual(profileOf(draftOf(profile), ['shop']), { profile });
});

test('an S3 store says what is wrong with it, field by field', () => {
  const draft = draftOf({ ...FULL, stores: [BUCKET] });
  const wrong = { id: 'local', endpoint: 's3.example', bucket: 'No Bucket', prefix: '/x', lockDays: '0' };
  assert.deepEqual(profileOf({ ...draft, s3: [{ ...draft.s3[0]!, ...wrong }] }, []), {
    problems: {
      s3: [{ id: 'storeId', endpoint: 'endpoint', bucket: 'bucket', prefix: 'prefix', lockDays: 'lockDays' }],
    },
  });
});

test('keys that are typed by half are not sent', () => {
  const half = { accessKeyId: 'a', secretAccessKey: '' };
  assert.deepEqual(completeSecrets({ redisPassword: 'x', stores: { offsite: half } }), { redisPassword: 'x' });
});
