// A moment of MongoDB as runbooks say it.

import { msOfMoment, type Moment } from '../../../shared/moment.ts';

/** To the second, as a cluster time is. */
export function momentText(moment: Moment): string {
  return `${new Date(msOfMoment(moment)).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}
