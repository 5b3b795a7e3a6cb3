// How the process that does the work is to hold memory. Plain JavaScript, since the way in reads it on Node 20.

/** A small nursery: a backup or restore makes much short-lived garbage, which would otherwise cost 100 MB more at its peak. */
export const ENGINE_FLAGS = ['--max-semi-space-size=4'];

/**
 * For glibc, which would keep what large buffers leave behind for the next ones, in an arena for each thread: 80 MB more at the peak
 * of a backup. Its own environment wins where somebody set it. Elsewhere nobody reads these.
 */
export const ENGINE_MEMORY = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' };
