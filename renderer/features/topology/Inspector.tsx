// Everything known of one node or member, beside the picture; and what can be done with it.

import { useEffect, type ReactNode } from 'react';
import { X } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { Code } from '../../components/Code.tsx';
import { HealthWord } from '../../components/Health.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Tag } from '../../components/Tag.tsx';
import type { Health } from '../../../shared/model/health.ts';
import { useWords } from '../../i18n/i18n.ts';
import { goTo } from '../../route.ts';
import styles from './Inspector.module.css';

const close = (): void => goTo('topology');

export interface InspectorProps {
  readonly kind: string;
  readonly address: string;
  readonly tag: ReactNode;
  readonly health: Health;
  readonly trouble: string | null;
  readonly actions: ReactNode;
  readonly children: ReactNode;
}

export function Inspector({ kind, address, tag, health, trouble, actions, children }: InspectorProps) {
  const t = useWords('topology');
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented && document.querySelector('[role="dialog"]') === null)
        close();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  return (
    <Panel
      fill
      className={styles.panel}
      title={
        <span className={styles.title}>
          {kind} <Code>{address}</Code> <Tag>{tag}</Tag>
        </span>
      }
      aside={
        <Button kind="quiet" icon aria-label={t('inspector.close')} onPress={close}>
          <X size={16} aria-hidden />
        </Button>
      }
    >
      <div className={styles.content}>
        <p>
          <HealthWord health={health} />
        </p>
        {trouble !== null && <p className={styles.trouble}>{trouble}</p>}
        <div className={styles.actions}>{actions}</div>
        {children}
      </div>
    </Panel>
  );
}

export type Fact = readonly [label: string, value: ReactNode];

/** A titled list of facts; a value of null is not shown. */
export function Facts({ title, facts }: { readonly title: string; readonly facts: readonly Fact[] }) {
  return (
    <section>
      <h3 className={styles.heading}>{title}</h3>
      <dl className={styles.facts}>
        {facts.map(([label, value]) =>
          value === null ? null : (
            <div key={label} className={styles.fact}>
              <dt>{label}</dt>
              <dd>
                <bdi>{value}</bdi>
              </dd>
            </div>
          ),
        )}
      </dl>
    </section>
  );
}
