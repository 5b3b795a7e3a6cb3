// The set as its members' hello tells it, for users who may not run replSetGetStatus, and for standalone servers.
// Pure. Knows neither applied times nor sync sources: those stay empty rather than guessed.

import type { Hello, MemberStatus, SetConfig, SetStatus } from './read-set-status.ts';

/** Host → its own hello; a host that did not answer is absent. */
export function statusFromHello(hellos: ReadonlyMap<string, Hello>, config: SetConfig | null): SetStatus | null {
  const [informant] = [...hellos.values()].toSorted((a, b) => b.hosts.length - a.hosts.length);
  if (informant === undefined) return null;
  const hosts = informant.setName === null ? [...hellos.keys()].slice(0, 1) : informant.hosts;
  return {
    name: informant.setName ?? '',
    term: 0,
    dateMs: 0,
    configVersion: config?.version ?? 0,
    members: hosts.map((host, index) => memberFromHello(host, idOf(host, index, config), hellos.get(host), informant)),
  };
}

/** Without the configuration the ids are not told; hello lists hosts in their order. */
function idOf(host: string, index: number, config: SetConfig | null): number {
  return config?.members.find((member) => member.host === host)?.memberId ?? index;
}

function memberFromHello(host: string, memberId: number, own: Hello | undefined, informant: Hello): MemberStatus {
  const isArbiter = informant.arbiters.includes(host);
  const told = informant.primary === host ? 'PRIMARY' : isArbiter ? 'ARBITER' : 'UNKNOWN';
  return {
    memberId,
    host,
    state: own === undefined ? told : own.state === 'OTHER' ? 'UNKNOWN' : own.state,
    isUp: own !== undefined,
    appliedAtMs: null,
    syncSourceHost: null,
    electedMs: null,
    lastHeardMs: null,
    message: null,
  };
}
