// The words of Redis, ioredis and the socket that the console knows, and what each means to an operator.

import type { ErrorCode } from '../../shared/errors.ts';

export interface ErrorRule {
  readonly code: ErrorCode;
  /** Follows the node's address: `Redis at 10.0.0.4:7000 …`. */
  readonly says: string;
  readonly hint: string;
  readonly retryable?: boolean;
}

/** What a server answers; the first match counts. */
const REPLIES: readonly (readonly [RegExp, ErrorRule])[] = [
  [
    /^WRONGPASS|invalid password|invalid username-password/i,
    {
      code: 'denied',
      says: 'refused the user name or password',
      hint: 'Check the user and password of this profile; ACL LIST on the server shows which users exist and are on.',
    },
  ],
  [
    /^NOAUTH/,
    {
      code: 'denied',
      says: 'asks for a password and this profile has none',
      hint: 'Enter the password of this profile, and its ACL user if it is not the default one.',
    },
  ],
  [
    /^DENIED/,
    {
      code: 'denied',
      says: 'is in protected mode: it takes local connections only',
      hint: 'Set a password and a bind address on the server.',
    },
  ],
  [
    /^LOADING/,
    {
      code: 'unreachable',
      says: 'is still loading its data into memory',
      hint: 'Wait until it has loaded; it is read as soon as it answers.',
    },
  ],
  [
    /^MASTERDOWN/,
    {
      code: 'unreachable',
      says: 'is a replica without a link to its primary, and may not serve stale data',
      hint: 'Look at its primary and at the network between the two.',
    },
  ],
  [
    /^CLUSTERDOWN/,
    {
      code: 'unreachable',
      says: 'says that the cluster is down: slots without an owner, or no majority of primaries',
      hint: 'Open the topology: bring back the missing primary, or promote its replica.',
    },
  ],
  [
    /^(MOVED|ASK) /,
    {
      code: 'conflict',
      says: 'does not own this slot any more',
      hint: 'The slot map changed meanwhile; read it again and repeat.',
    },
  ],
  [/^TRYAGAIN/, { code: 'conflict', says: 'is migrating this slot', hint: 'Repeat in a moment.' }],
  [
    /^READONLY/,
    {
      code: 'conflict',
      says: 'is a replica and takes no writes',
      hint: 'It may have lost its role in a failover; read the topology again and write to its primary.',
    },
  ],
  [
    /^OOM/,
    {
      code: 'limited',
      says: 'has reached maxmemory and takes no more writes',
      hint: 'Raise maxmemory, remove keys, or choose an eviction policy.',
    },
  ],
  [
    /^MISCONF/,
    {
      code: 'limited',
      says: 'takes no more writes because it could not save to disk',
      hint: 'Look at the free space and permissions of its data folder and at its log, then let it save with BGSAVE.',
    },
  ],
  [
    /^NOREPLICAS/,
    {
      code: 'blocked',
      says: 'takes no writes: too few healthy replicas (min-replicas-to-write)',
      hint: 'Bring its replicas back.',
    },
  ],
  [
    /^BUSY /,
    {
      code: 'timeout',
      says: 'is running a script that does not end',
      hint: 'SCRIPT KILL ends it, unless it has written already.',
    },
  ],
  [
    /^BUSYKEY/,
    { code: 'conflict', says: 'already holds this key', hint: 'Restore with replacement, or remove the key first.' },
  ],
  [
    /max number of clients/i,
    {
      code: 'limited',
      says: 'has no free client connection (maxclients)',
      hint: 'Close idle clients or raise maxclients.',
      retryable: true,
    },
  ],
  [
    /cluster support disabled/i,
    { code: 'unsupported', says: 'is not part of a cluster', hint: 'This works on a Redis Cluster only.' },
  ],
  [
    /^ERR unknown (sub)?command/i,
    { code: 'unsupported', says: 'does not know this command', hint: 'It needs a newer Redis.' },
  ],
];

const CLOSED: ErrorRule = {
  code: 'unreachable',
  says: 'closed the connection',
  hint: 'It may have restarted, or it speaks TLS and the profile does not (or the other way round).',
};

const CUT_OFF: ErrorRule = {
  code: 'unreachable',
  says: 'cannot be reached from this machine',
  hint: 'Check the route, the VPN and the firewall.',
};

const UNTRUSTED: ErrorRule = {
  code: 'unreachable',
  says: 'shows a certificate that this machine does not trust',
  hint: 'Give the profile the authority that signed it (caFile).',
  retryable: false,
};

const NO_TLS: ErrorRule = {
  code: 'unreachable',
  says: 'failed the TLS handshake',
  hint: 'The server may not speak TLS on this port, or asks for a client certificate (certFile and keyFile).',
  retryable: false,
};

const SOCKET_CODES: Readonly<Record<string, ErrorRule>> = {
  ECONNREFUSED: {
    code: 'unreachable',
    says: 'refuses connections',
    hint: 'Is the server running, and does it listen on this address and port?',
  },
  ECONNRESET: CLOSED,
  EPIPE: CLOSED,
  ETIMEDOUT: {
    code: 'timeout',
    says: 'does not answer',
    hint: 'Is the host up, and does a firewall let this port through?',
  },
  ENOTFOUND: {
    code: 'unreachable',
    says: 'has a name that cannot be resolved',
    hint: 'Check the spelling of the host name, and the DNS or VPN of this machine.',
  },
  EAI_AGAIN: {
    code: 'unreachable',
    says: 'has a name that cannot be resolved now',
    hint: 'The DNS of this machine does not answer; check the network or VPN.',
  },
  EHOSTUNREACH: CUT_OFF,
  ENETUNREACH: CUT_OFF,
  EACCES: CUT_OFF,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    code: 'unreachable',
    says: 'shows a certificate for another name',
    hint: 'Set the expected name (serverName) of the profile, or connect by a name that is in the certificate.',
    retryable: false,
  },
  CERT_HAS_EXPIRED: {
    code: 'unreachable',
    says: 'shows a certificate that has expired',
    hint: 'Renew the certificate of the server.',
    retryable: false,
  },
};

const UNTRUSTED_CODE =
  /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|CERT_(UNTRUSTED|REVOKED|SIGNATURE_FAILURE|NOT_YET_VALID|REJECTED))$/;
const TLS_CODE = /^(ERR_SSL|ERR_TLS|EPROTO)/;
const CLOSED_WORDS = /connection is closed|connection close|stream isn't writeable|socket closed/i;

/** The rule for a message of the server or a code of the socket. */
export function errorRuleFor(message: string, code: string | undefined): ErrorRule | undefined {
  const reply = REPLIES.find(([pattern]) => pattern.test(message));
  if (reply !== undefined) return reply[1];
  if (code !== undefined) {
    if (Object.hasOwn(SOCKET_CODES, code)) return SOCKET_CODES[code];
    if (UNTRUSTED_CODE.test(code)) return UNTRUSTED;
    if (TLS_CODE.test(code)) return NO_TLS;
  }
  return CLOSED_WORDS.test(message) ? CLOSED : undefined;
}
