// One slot: who serves it, in what state, and some of its keys, asked from the owner when the choice rests.

import { useEffect, useState } from 'react';
import type { SlotKeys } from '../../../shared/contract/fleet.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Shard } from '../../../shared/model/redis.ts';
import { shardColour } from '../../charts/shard-colour.ts';
import { Code } from '../../components/Code.tsx';
import { Swatch } from '../../components/Swatch.tsx';
import { Tag } from '../../components/Tag.tsx';
import { formatNumber } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { useShownProfileId } from '../../stores/profile-store.ts';
import { addressOf, slotFacts } from './slot-facts.ts';
import styles from './SlotInspector.module.css';

const REST_MS = 200;
const SAMPLE = 8;

export function SlotInspector({ shards, slot }: { readonly shards: readonly Shard[]; readonly slot: number | null }) {
  const t = useWords('slots');
  const keys = useSlotKeys(slot);
  if (slot === null) return <p className={styles.hint}>{t('chooseOne')}</p>;
  const { owner, range, migratingTo, importingFrom } = slotFacts(shards, slot);
  return (
    <dl className={styles.facts}>
      <dt>{t('inspector')}</dt>
      <dd>
        <Code>{slot}</Code>
      </dd>
      <dt>{t('owner')}</dt>
      <dd>
        {owner ? (
          <Swatch colour={shardColour(owner.index)}>
            <Code>{addressOf(owner)}</Code>
          </Swatch>
        ) : (
          <Tag tone="critical">{t('unserved')}</Tag>
        )}
      </dd>
      <dt>{t('range')}</dt>
      <dd>{range ? <Code>{`${range.from}–${range.to}`}</Code> : '–'}</dd>
      <dt>{t('state')}</dt>
      <dd>
        {migratingTo !== null ? (
          <Tag tone="attention">{t('slotMoving', { address: migratingTo })}</Tag>
        ) : importingFrom !== null ? (
          <Tag tone="attention">{t('slotImporting', { address: importingFrom })}</Tag>
        ) : (
          t('stable')
        )}
      </dd>
      <dt>{t('keysInSlot')}</dt>
      <dd aria-live="polite">
        <Keys answer={keys} />
      </dd>
    </dl>
  );
}

type Answer = SlotKeys | AppError | undefined;

function Keys({ answer }: { readonly answer: Answer }) {
  const t = useWords('slots');
  if (answer === undefined) return <span className={styles.hint}>…</span>;
  if ('code' in answer) return <span className={styles.trouble}>{answer.message}</span>;
  if (answer.count === 0) return <span className={styles.hint}>{t('noKeys')}</span>;
  return (
    <>
      <span>{formatNumber(answer.count)}</span>
      <ul className={styles.keys}>
        {answer.sample.map(({ name, isBinary }) => (
          <li key={name} title={isBinary ? t('binaryKey') : name}>
            <Code>{name}</Code>
          </li>
        ))}
      </ul>
      {answer.count > answer.sample.length && (
        <span className={styles.hint}>{t('moreKeys', { shown: answer.sample.length, count: answer.count })}</span>
      )}
    </>
  );
}

/** Asked only when the choice rests, so that holding an arrow key asks the server once. */
function useSlotKeys(slot: number | null): Answer {
  const profileId = useShownProfileId();
  const [answer, setAnswer] = useState<{ readonly slot: number; readonly answer: SlotKeys | AppError }>();
  useEffect(() => {
    if (slot === null) return undefined;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      call('redis.slotKeys', { profileId, slot, count: SAMPLE }, { signal: abort.signal }).then(
        (found) => setAnswer({ slot, answer: found }),
        (error: unknown) => {
          if (!abort.signal.aborted) setAnswer({ slot, answer: toAppError(error) });
        },
      );
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [profileId, slot]);
  return answer?.slot === slot ? answer.answer : undefined;
}
