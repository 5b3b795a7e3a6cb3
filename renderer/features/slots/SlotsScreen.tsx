// The slot map as a working surface: who serves what, where a key lives, what is on the move.

import { useState } from 'react';
import { shardsOf, type Shard } from '../../../shared/model/redis.ts';
import { SLOT_COUNT, slotOfKey } from '../../../shared/slots.ts';
import type { FleetState } from '../../../shared/model/fleet.ts';
import { SlotMap } from '../../charts/SlotMap.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Panel } from '../../components/Panel.tsx';
import { ScreenBody } from '../../components/ScreenBody.tsx';
import { ScreenHeader } from '../../components/ScreenHeader.tsx';
import { StreamGate } from '../../components/StreamGate.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useRoute } from '../../route.ts';
import { useFleet } from '../../stores/profile-store.ts';
import { KeyFinder } from './KeyFinder.tsx';
import { OwnersTable } from './OwnersTable.tsx';
import { RangesTable } from './RangesTable.tsx';
import { SlotInspector } from './SlotInspector.tsx';
import { coveredSlots, openSlots } from './slot-facts.ts';
import { useSlotText } from './slot-text.ts';
import styles from './SlotsScreen.module.css';

export function SlotsScreen() {
  const stream = useFleet((state) => state);
  return (
    <ScreenBody>
      <StreamGate stream={stream}>{(fleet) => <Slots fleet={fleet} />}</StreamGate>
    </ScreenBody>
  );
}

function Slots({ fleet }: { readonly fleet: FleetState }) {
  const t = useWords('slots');
  const asked = askedSlot(useRoute().parameters);
  if (fleet.redis === null)
    return <Nothing title={t('noRedisTitle')} text={fleet.trouble.redis?.message ?? t('noRedisText')} />;
  if (fleet.redis.mode === 'standalone') return <Nothing title={t('standaloneTitle')} text={t('standaloneText')} />;
  return <ClusterSlots key={asked ?? 'none'} shards={shardsOf(fleet.redisNodes)} fleet={fleet} asked={asked} />;
}

function Nothing({ title, text }: { readonly title: string; readonly text: string }) {
  const t = useWords('slots');
  return (
    <>
      <ScreenHeader title={t('title')} />
      <Panel fill>
        <EmptyState title={title} text={text} />
      </Panel>
    </>
  );
}

/** The slot the address names, by number or by a key in it. */
function askedSlot({ slot, key }: Readonly<Record<string, string>>): number | null {
  if (key !== undefined) return slotOfKey(key);
  return slot !== undefined && /^\d{1,5}$/.test(slot) && Number(slot) < SLOT_COUNT ? Number(slot) : null;
}

interface ClusterSlotsProps {
  readonly shards: readonly Shard[];
  readonly fleet: FleetState;
  readonly asked: number | null;
}

function ClusterSlots({ shards, fleet, asked }: ClusterSlotsProps) {
  const t = useWords('slots');
  const slotText = useSlotText(shards);
  const [chosen, setChosen] = useState(asked);
  const [pointed, setPointed] = useState<number | null>(null);
  const [emphasis, setEmphasis] = useState<number | null>(null);
  const covered = coveredSlots(shards);
  const open = openSlots(shards);
  const summary =
    covered === SLOT_COUNT
      ? t('summaryAll', { shards: shards.length })
      : t('summary', { covered, shards: shards.length });
  return (
    <>
      <ScreenHeader title={t('title')} subtitle={open > 0 ? `${summary} · ${t('summaryOpen', { open })}` : summary} />
      <div className={styles.columns}>
        <Panel title={t('mapTitle')} aside={t('mapHint')} className={styles.mapPanel}>
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
          <p className={styles.readout}>
            {pointed === null ? (chosen === null ? t('chooseOne') : slotText(chosen)) : slotText(pointed)}
          </p>
        </Panel>
        <Panel title={t('list')} className={styles.ranges}>
          <RangesTable shards={shards} />
        </Panel>
        <div className={styles.side}>
          <Panel title={t('findKey')}>
            <KeyFinder onFound={setChosen} />
          </Panel>
          <Panel title={t('inspector')} className={styles.inspector}>
            <SlotInspector shards={shards} slot={chosen} />
          </Panel>
          <Panel title={t('owners')}>
            <OwnersTable shards={shards} fleet={fleet} onPoint={setEmphasis} />
          </Panel>
        </div>
      </div>
    </>
  );
}
