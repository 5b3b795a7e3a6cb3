// Who hears of a schedule's results, and by which channels.

import { CHANNELS, type Channel, type NotifyRule } from '../../../shared/model/schedule.ts';
import { Button } from '../../components/Button.tsx';
import { CheckField, SelectField } from '../../components/Field.tsx';
import { FormSection } from '../../components/FormSection.tsx';
import { useWords } from '../../i18n/i18n.ts';
import { useStream } from '../../stores/use-stream.ts';
import type { SectionProps } from './WhenSection.tsx';
import styles from './ScheduleEditor.module.css';

export function TellSection({ draft, change, onSetUp }: SectionProps & { readonly onSetUp: () => void }) {
  const t = useWords('schedules');
  const states = useStream('notifications.watch', {}, ({ data }) => data?.channels);
  const { on, channels } = draft.notify;
  const toggle = (channel: Channel, isOn: boolean): void =>
    change({
      notify: { on, channels: CHANNELS.filter((each) => (each === channel ? isOn : channels.includes(each))) },
    });
  const isReady = (channel: Channel): boolean => states?.[channel]?.ready !== false;
  return (
    <FormSection title={t('editor.result')}>
      <div className={styles.grid}>
        <SelectField
          label={t('editor.notify')}
          value={on}
          onChange={(rule) => change({ notify: { on: rule as NotifyRule['on'], channels } })}
          choices={[
            { value: 'failure', label: t('editor.notifyFailure') },
            { value: 'always', label: t('editor.notifyAlways') },
            { value: 'never', label: t('editor.notifyNever') },
          ]}
        />
        <div role="group" aria-label={t('editor.channels')} className={styles.column}>
          {CHANNELS.map((channel) => (
            <CheckField
              key={channel}
              label={
                <span>
                  {t(`channel.${channel}`)}
                  {!isReady(channel) && <span className={styles.muted}> ({t('editor.notReady')})</span>}
                </span>
              }
              isSelected={channels.includes(channel)}
              onChange={(isOn) => toggle(channel, isOn)}
              isDisabled={on === 'never'}
            />
          ))}
          {channels.some((channel) => !isReady(channel)) && (
            <div>
              <Button kind="quiet" onPress={onSetUp}>
                {t('editor.setUp')}
              </Button>
            </div>
          )}
        </div>
      </div>
    </FormSection>
  );
}
