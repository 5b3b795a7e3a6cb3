// The slot map, small: the picture of who owns what, beside the nodes. The slot map screen inspects.

import { useState } from 'react';
import type { FleetState } from '../../../shared/model/fleet.ts';
import { shardsOf } from '../../../shared/model/redis.ts';
import { SlotMap } from '../../charts/SlotMap.tsx';
import { Panel } from '../../components/Panel.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { OwnersTable } from '../slots/OwnersTable.tsx';
import { useSlotText } from '../slots/slot-text.ts';
import styles from './SlotPanel.module.css';

export function SlotPanel({ fleet }: { readonly fleet: FleetState }) {
  const t = useWords('topology');
  const shards = shardsOf(fleet.redisNodes);
  const slotText = useSlotText(shards);
  const [chosen, setChosen] = useState<number | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const [emphasis, setEmphasis] = useState<number | null>(null);
  const shown = pointed ?? chosen;
  return (
    <Panel fill title={t('slotMap')} aside={t('slotMapAside')} className={styles.panel}>
      <div className={styles.content}>
        <div className={styles.map}>
          <SlotMap
            shards={shards}
            chosen={chosen}
            onChoose={setChosen}
            onPoint={setPointed}
            emphasis={emphasis}
            chosenText={slotText(chosen ?? 0)}
          />
        </div>
        <p className={styles.words}>{shown === null ? '\u00a0' : slotText(shown)}</p>
        <OwnersTable shards={shards} fleet={fleet} onPoint={setEmphasis} />
      </div>
    </Panel>
  );
}
