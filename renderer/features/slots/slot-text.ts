// A slot in one sentence: under the map, and as the spoken value of the map.

import type { Shard } from '../../../shared/model/redis.ts';
import { useWords } from '../../i18n/i18n.ts';
import { addressOf, slotFacts } from './slot-facts.ts';

export function useSlotText(shards: readonly Shard[]): (slot: number) => string {
  const t = useWords('slots');
  return (slot) => {
    const { owner, migratingTo, importingFrom } = slotFacts(shards, slot);
    const words: string[] = [
      owner ? t('slotOwned', { slot, shard: owner.index + 1, address: addressOf(owner) }) : t('slotUnowned', { slot }),
    ];
    if (migratingTo !== null) words.push(t('slotMoving', { address: migratingTo }));
    else if (importingFrom !== null) words.push(t('slotImporting', { address: importingFrom }));
    return words.join(' · ');
  };
}
