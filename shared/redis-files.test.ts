// What is exported is what a server starts with.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aclFileText, configurationText } from './redis-files.ts';

test('settings of one word, of several, empty, and with what must be quoted', () => {
  const text = configurationText({
    save: '3600 1 300 100',
    port: '6379',
    'proc-title-template': '{title} {listen-addr}',
    logfile: '',
    dir: '/data "one"\\two',
    bind: '* -::*',
  });
  assert.deepEqual(text.split('\n'), [
    'bind * -::*',
    'dir "/data \\"one\\"\\\\two"',
    'logfile ""',
    'port 6379',
    'proc-title-template "{title} {listen-addr}"',
    'save 3600 1 300 100',
    '',
  ]);
});

test('an empty list of moments to save is an empty string', () => {
  assert.equal(configurationText({ save: '' }), 'save ""\n');
});

test('one user a line', () => {
  assert.equal(aclFileText(['user default off', 'user app on ~app:*']), 'user default off\nuser app on ~app:*\n');
});
