// The limits health and problems are judged by, in one place: where a person asks "why is this yellow", this is the answer.

/** The alert line of replication lag, for Redis and MongoDB alike. */
export const LAG_ALERT_MS = 1000;

export const HIT_RATIO_GOAL = 0.85;
/** A hit ratio that was below the goal has to rise this far to be well again. */
export const HIT_RATIO_RECOVERED = 0.86;
/** With less traffic than this in the whole cluster a hit ratio says nothing. */
export const HIT_RATIO_MIN_LOOKUPS_PER_SECOND = 5;

/** Shares of maxmemory. Past the first, the next peak evicts. */
export const MEMORY_LIMIT = 0.9;
export const MEMORY_RECOVERED = 0.88;
export const MEMORY_CRITICAL = 0.98;
export const EVICTIONS_LIMIT_PER_SECOND = 1;

export const OPLOG_WINDOW_MIN_MS = 24 * 3_600_000;
/** A daily backup may be two hours late. */
export const BACKUP_AGE_MAX_MS = 26 * 3_600_000;

/** Slices of the oplog are late after so many of the times that usually lie between them, but never before the least. */
export const SLICES_LATE_AFTER = 3;
export const SLICES_LATE_MIN_MS = 15 * 60_000;
/** A gap that slices have left behind cannot be closed any more: it is told for a day, so that whoever looks once a day sees it. */
export const GAP_TOLD_MS = 24 * 3_600_000;
