// The same nodes by machine: what stands together falls together.

import type { FleetState } from '../../../shared/model/fleet.ts';
import { Code } from '../../components/Code.tsx';
import { arrangementOf, hostsOf } from './node-facts.ts';
import { MemberCard } from './MemberSet.tsx';
import { NodeCard } from './NodeCard.tsx';
import styles from './HostGroups.module.css';

export interface HostGroupsProps {
  readonly fleet: FleetState;
  readonly selected: string | undefined;
}

export function HostGroups({ fleet, selected }: HostGroupsProps) {
  const { shards } = arrangementOf(fleet.redisNodes);
  const shardOf = (id: string): number | null =>
    shards.find(({ primary, replicas }) => primary.id === id || replicas.some((replica) => replica.id === id))?.index ??
    null;
  return (
    <ul className={styles.hosts}>
      {hostsOf(fleet).map(({ host, nodes, members }) => (
        <li key={host} className={styles.host}>
          <h2 className={styles.name}>
            <Code>{host}</Code>
          </h2>
          <div className={styles.cards}>
            {nodes.map((node) => (
              <NodeCard
                key={node.id}
                node={node}
                figures={fleet.redisFigures[node.id]}
                shard={shardOf(node.id)}
                isSelected={selected === node.id}
                isPortEnough
              />
            ))}
            {members.map((member) => (
              <MemberCard
                key={member.key}
                member={member}
                source={undefined}
                figures={fleet.mongoFigures[member.key]}
                isSelected={selected === member.key}
                isPortEnough
              />
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}
