// What a lab consists of, as data: the demo's shape, or that of another fleet for rehearsals. Never names a server.

import { z } from 'zod';

const RedisShape = z.discriminatedUnion('mode', [
  z.strictObject({
    mode: z.literal('cluster'),
    /** Replicas per shard. */
    replicas: z.array(z.number().int().min(0)).min(1),
  }),
  z.strictObject({ mode: z.literal('standalone') }),
]);
export type RedisShape = z.infer<typeof RedisShape>;

const MemberShape = z.strictObject({
  priority: z.number().min(0).max(1000).optional(),
  votes: z.union([z.literal(0), z.literal(1)]).optional(),
  hidden: z.boolean().optional(),
  arbiterOnly: z.boolean().optional(),
});
export type MemberShape = z.infer<typeof MemberShape>;

const MongoShape = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('set'), name: z.string().min(1).max(100), members: z.array(MemberShape).min(1) }),
  z.strictObject({ mode: z.literal('standalone') }),
]);
export type MongoShape = z.infer<typeof MongoShape>;

/** Null: the lab has none of that kind. */
export const LabShape = z.strictObject({ redis: RedisShape.nullable(), mongo: MongoShape.nullable() });
export type LabShape = z.infer<typeof LabShape>;

export function redisNodeCount(shape: RedisShape): number {
  return shape.mode === 'standalone' ? 1 : shape.replicas.reduce((sum, count) => sum + 1 + count, 0);
}

export function memberCount(shape: MongoShape): number {
  return shape.mode === 'standalone' ? 1 : shape.members.length;
}

/** For each replica, in the order of the nodes, the shard it belongs to: first replicas first. */
export function shardsOfReplicas(replicas: readonly number[]): number[] {
  const rounds = Array.from({ length: Math.max(0, ...replicas) }, (_, round) => round);
  return rounds.flatMap((round) => replicas.flatMap((count, shard) => (count > round ? [shard] : [])));
}
