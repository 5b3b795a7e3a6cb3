// What is said of a rehearsal, in English: the lab's shape, and in what it is not like the target.

import type { Catalogue, Text } from '../text.ts';

export const REHEARSAL_ENGLISH = {
  'rehearsal.redis.cluster': 'Redis Cluster: {shards} shards, {nodes} nodes',
  'rehearsal.redis.standalone': 'Redis: one server',
  'rehearsal.mongo.plainSet': 'MongoDB: {members} members',
  'rehearsal.mongo.set': 'MongoDB: {members} members, {arbiters} of them arbiters',
  'rehearsal.mongo.standalone': 'MongoDB: one server',
  'rehearsal.smaller':
    'Smaller than the target: {lab} instead of {target} servers. What is asked of a server that has no match is asked of another.',
  'rehearsal.version': 'The target runs {kind} {target}, the lab {lab}.',
  'rehearsal.down': '{server} is down on the target. On the lab it is up.',
  'rehearsal.delayed': '{server} is a delayed member. On the lab it is not delayed.',
  'rehearsal.collection': 'The collection {namespace} was made on the lab with the same indexes and a few documents.',
  'rehearsal.noIndexes':
    'The collection {namespace} was made on the lab; its indexes could not be read, or not be made.',
  'rehearsal.backup': 'A backup of the lab was taken first: set {set} stands for {target}.',
  'rehearsal.noBackup': 'No backup of the lab could be taken first: {message}',
  'rehearsal.manual': 'Steps done by hand are answered by themselves.',
  'rehearsal.outside': 'Commands on this machine and HTTP calls are left out.',
  'rehearsal.small': 'The lab holds little data: times that grow with the data are shorter here.',
} as const satisfies Catalogue;

export type RehearsalTextKey = keyof typeof REHEARSAL_ENGLISH;

export function rehearsalText(key: RehearsalTextKey, values?: Text['values']): Text {
  return values === undefined ? { key } : { key, values };
}
