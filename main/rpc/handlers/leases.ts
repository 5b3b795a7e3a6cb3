// Who holds the targets of a profile, for screens and the command line.

import { leasesContract } from '../../../shared/contract/leases.ts';
import { holdersOf } from '../../lease/holders.ts';
import type { Services } from '../../services.ts';
import type { Handlers } from '../handlers.ts';

export function leasesHandlers({ fleet }: Pick<Services, 'fleet'>): Handlers<typeof leasesContract> {
  return { 'leases.list': ({ profileId }) => holdersOf(fleet.session(profileId)) };
}
