import { test } from 'node:test';
import assert from 'node:assert/strict';
import { secretsFromEnvironment } from './environment-secrets.ts';

test('a profile’s own variable goes before the one for all, and none is left for child processes', () => {
  const environment: NodeJS.ProcessEnv = {
    PATH: '/usr/bin',
    MARSAD_REDIS_PASSWORD: 'for-all',
    MARSAD_REDIS_PASSWORD_SHOP_EU: 'for-shop',
    MARSAD_MONGO_PASSWORD_SHOP_EU: 'mongo',
    MARSAD_BACKUP_PASSPHRASE_SHOP_EU: 'several words',
  };
  const secretsOf = secretsFromEnvironment(environment);
  assert.deepEqual(secretsOf('shop-eu'), { redisPassword: 'for-shop', mongoPassword: 'mongo', backupPassphrase: 'several words' });
  assert.deepEqual(secretsOf('other'), { redisPassword: 'for-all' });
  assert.deepEqual(environment, { PATH: '/usr/bin' });
});
