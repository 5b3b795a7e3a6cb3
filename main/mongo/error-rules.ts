// The codes and words of MongoDB, its driver and the socket that the console knows, and what each means to an operator.

import type { ErrorCode } from '../../shared/errors.ts';

export interface ErrorRule {
  readonly code: ErrorCode;
  /** Follows the server's address. */
  readonly says: string;
  readonly hint: string;
  readonly retryable?: boolean;
}

const AUTHENTICATION: ErrorRule = {
  code: 'denied',
  says: 'refused the user name or password',
  hint: 'Check user, password and authentication database (authSource, usually admin) of this profile.',
  retryable: false,
};
const NO_PRIMARY: ErrorRule = {
  code: 'conflict',
  says: 'is not the primary (any more)',
  hint: 'The set may be electing; read the topology again and ask the primary.',
};
const SHUTTING_DOWN: ErrorRule = {
  code: 'unreachable',
  says: 'is shutting down or restarting',
  hint: 'Wait until it is back.',
};
const TOO_SLOW: ErrorRule = {
  code: 'timeout',
  says: 'did not finish in the time allowed',
  hint: 'The server is busy or waits for a lock; look at its running operations.',
};

/** https://www.mongodb.com/docs/manual/reference/error-codes/ */
const SERVER_CODES: Readonly<Record<number, ErrorRule>> = {
  13: {
    code: 'denied',
    says: 'does not let this user do that',
    hint: 'Grant the missing privilege; the role clusterMonitor covers all that is shown, backup and restore what runbooks do.',
  },
  18: AUTHENTICATION,
  11: { code: 'denied', says: 'does not know this user', hint: 'Check the user and its authentication database.' },
  26: { code: 'not_found', says: 'has no such collection or database', hint: 'It may have been dropped or renamed.' },
  27: { code: 'not_found', says: 'has no such index', hint: 'It may have been dropped.' },
  48: {
    code: 'conflict',
    says: 'already has a collection of that name',
    hint: 'Choose another name, or remove it first.',
  },
  50: TOO_SLOW,
  59: { code: 'unsupported', says: 'does not know this command', hint: 'It needs a newer MongoDB.' },
  76: { code: 'unsupported', says: 'is not part of a replica set', hint: 'This works on a replica set only.' },
  91: SHUTTING_DOWN,
  93: {
    code: 'bad_request',
    says: 'has a replica-set configuration it is not part of',
    hint: 'Look at rs.conf() on another member, and add this one again.',
  },
  94: {
    code: 'blocked',
    says: 'belongs to a replica set that is not initiated yet',
    hint: 'Initiate the set, or wait until this member got its configuration.',
  },
  103: {
    code: 'conflict',
    says: 'holds another version of the replica-set configuration',
    hint: 'Read it again and repeat.',
  },
  189: NO_PRIMARY,
  10107: NO_PRIMARY,
  10058: NO_PRIMARY,
  11000: { code: 'conflict', says: 'refused a duplicate of a unique key', hint: 'Another document holds this key.' },
  11600: SHUTTING_DOWN,
  11602: {
    code: 'conflict',
    says: 'stopped the operation because its role changed',
    hint: 'Read the topology again and repeat.',
  },
  13435: NO_PRIMARY,
  13436: {
    code: 'conflict',
    says: 'is neither primary nor secondary now',
    hint: 'It is starting, recovering or rolling back: wait for it.',
  },
  14031: { code: 'limited', says: 'has too little disk space', hint: 'Free space on its data disk.' },
};

const SOCKET_WORDS: readonly (readonly [RegExp, ErrorRule])[] = [
  [
    /replica ?set name|setName|primary marked stale/i,
    {
      code: 'bad_request',
      says: 'belongs to another replica set than this profile says',
      hint: 'Correct the set name of the profile; rs.status().set on the server shows it.',
    },
  ],
  [
    /ECONNREFUSED/,
    {
      code: 'unreachable',
      says: 'refuses connections',
      hint: 'Is mongod running, and does it listen on this address and port?',
    },
  ],
  [
    /ENOTFOUND|EAI_AGAIN/,
    {
      code: 'unreachable',
      says: 'has a name that cannot be resolved',
      hint: 'Check the spelling of the host name, and the DNS or VPN of this machine.',
    },
  ],
  [
    /EHOSTUNREACH|ENETUNREACH|EACCES/,
    {
      code: 'unreachable',
      says: 'cannot be reached from this machine',
      hint: 'Check the route, the VPN and the firewall.',
    },
  ],
  [
    /altnames|ALTNAME_INVALID/i,
    {
      code: 'unreachable',
      says: 'shows a certificate for another name',
      hint: 'Set the expected name (serverName) of the profile, or connect by a name that is in the certificate.',
      retryable: false,
    },
  ],
  [
    /certificate has expired|CERT_HAS_EXPIRED/i,
    {
      code: 'unreachable',
      says: 'shows a certificate that has expired',
      hint: 'Renew the certificate of the server.',
      retryable: false,
    },
  ],
  [
    /self[- ]signed|unable to verify|issuer certificate|SELF_SIGNED|UNABLE_TO/i,
    {
      code: 'unreachable',
      says: 'shows a certificate that this machine does not trust',
      hint: 'Give the profile the authority that signed it (caFile).',
      retryable: false,
    },
  ],
  [
    /EPROTO|ERR_SSL|SSL routines|wrong version number|TLS/i,
    {
      code: 'unreachable',
      says: 'failed the TLS handshake',
      hint: 'The server may not speak TLS on this port, or asks for a client certificate (certFile and keyFile).',
      retryable: false,
    },
  ],
  [/Authentication failed|auth.*fail/i, AUTHENTICATION],
  [
    /timed? ?out|ETIMEDOUT/i,
    { code: 'timeout', says: 'does not answer', hint: 'Is the host up, and does a firewall let this port through?' },
  ],
  [
    /ECONNRESET|EPIPE|connection.*closed|closed|interrupted/i,
    {
      code: 'unreachable',
      says: 'closed the connection',
      hint: 'It may have restarted, or it asks for TLS and the profile does not.',
    },
  ],
];

const NO_SIGN_IN: ErrorRule = {
  code: 'denied',
  says: 'asks for a user and password',
  hint: 'Enter the user of this profile and its password.',
};

/** The rule for a server's error code, or for the words of the driver and the socket. */
export function errorRuleFor(serverCode: number | undefined, words: string): ErrorRule | undefined {
  // The server uses the code of a missing privilege for this too; to the operator it is another thing.
  if (/requires authentication/i.test(words)) return NO_SIGN_IN;
  if (serverCode !== undefined && Object.hasOwn(SERVER_CODES, serverCode)) return SERVER_CODES[serverCode];
  return SOCKET_WORDS.find(([pattern]) => pattern.test(words))?.[1];
}
