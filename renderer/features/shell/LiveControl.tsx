// How often the servers are read, and whether they are: the figure in the top bar that says how much to trust all others.

import { useState } from 'react';
import { Button, Dialog, DialogTrigger, Heading, ListBox, ListBoxItem, Popover } from 'react-aria-components';
import { Check } from 'lucide-react';
import { Code } from '../../components/Code.tsx';
import { HealthMark } from '../../components/Health.tsx';
import { formatDurationIn } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { useNow } from '../../stores/now-store.ts';
import { useStream } from '../../stores/use-stream.ts';
import { saveSettings, useSettings } from './use-settings.ts';
import chip from './chip.module.css';
import styles from './LiveControl.module.css';

const INTERVALS_MS = [250, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000];

export function LiveControl({ profileId }: { readonly profileId: string }) {
  const t = useWords('shell');
  const [isOpen, setOpen] = useState(false);
  const settings = useSettings();
  const { status, sinceMs, tookMs } = useStream('fleet.watch', { profileId }, (stream) => ({
    status: stream.status,
    sinceMs: stream.sinceMs,
    tookMs: isOpen ? stream.data?.clock.tookMs : undefined,
  }));
  const intervalMs = settings?.pollIntervalMs ?? 1_000;
  const choices = INTERVALS_MS.includes(intervalMs)
    ? INTERVALS_MS
    : [...INTERVALS_MS, intervalMs].sort((a, b) => a - b);
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button className={chip.chip!}>
        <span className="visually-hidden">{t('live.label')}</span>
        {status === 'live' && (
          <>
            <span className={chip.muted}>{t('live.live')}</span>
            <Code>{formatDurationIn(intervalMs)}</Code>
          </>
        )}
        {status === 'connecting' && <span className={chip.muted}>{t('live.connecting')}</span>}
        {(status === 'stale' || status === 'failed') && (
          <>
            <HealthMark health="attention" decorative />
            <span>{t('live.stale')}</span>
            <StaleFor sinceMs={sinceMs} />
          </>
        )}
      </Button>
      <Popover className={chip.popover!}>
        <Dialog className={styles.dialog!}>
          <Heading slot="title" className={styles.title!}>
            {t('live.title')}
          </Heading>
          <ListBox
            aria-label={t('live.title')}
            className={styles.list!}
            selectionMode="single"
            disallowEmptySelection
            autoFocus="first"
            selectedKeys={[String(intervalMs)]}
            onSelectionChange={(keys) => {
              const [key] = keys === 'all' ? [] : [...keys];
              if (key !== undefined) saveSettings({ pollIntervalMs: Number(key) });
              setOpen(false);
            }}
          >
            {choices.map((each) => (
              <ListBoxItem key={each} id={String(each)} className={styles.choice!} textValue={formatDurationIn(each)}>
                {({ isSelected }) => (
                  <>
                    {t('live.every', { interval: each })}
                    {isSelected && <Check size={14} aria-hidden />}
                  </>
                )}
              </ListBoxItem>
            ))}
          </ListBox>
          <p className={styles.help}>{t('live.help')}</p>
          {tookMs !== undefined && <p className={styles.help}>{t('live.took', { took: tookMs })}</p>}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function StaleFor({ sinceMs }: { readonly sinceMs: number }) {
  const nowMs = useNow();
  return <Code>{formatDurationIn(Math.max(0, Math.floor((nowMs - sinceMs) / 1_000) * 1_000))}</Code>;
}
