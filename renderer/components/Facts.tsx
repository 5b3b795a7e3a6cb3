// Names and values in two columns, as in the cards of the fleet.

import { Fragment, type ReactNode } from 'react';
import styles from './Facts.module.css';

export interface FactsProps {
  readonly title?: string;
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
  /** Said where there is no fact. */
  readonly none?: string;
}

export function Facts({ title, facts, none }: FactsProps) {
  return (
    <section>
      {title !== undefined && <h3 className={styles.title}>{title}</h3>}
      {facts.length === 0 && none !== undefined && <p className={styles.none}>{none}</p>}
      {facts.length > 0 && (
        <dl className={styles.facts}>
          {facts.map(([name, value]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>
                {/* Figures with their unit keep their order in right-to-left text. */}
                <bdi>{value}</bdi>
              </dd>
            </Fragment>
          ))}
        </dl>
      )}
    </section>
  );
}
