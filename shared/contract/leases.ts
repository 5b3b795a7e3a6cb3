import { call, OnProfile } from './define.ts';
import type { LeaseHolders } from '../model/lease.ts';

export const leasesContract = {
  /** Who holds the profile's targets now, from whatever console. */
  'leases.list': call<LeaseHolders>()('read', OnProfile),
};
