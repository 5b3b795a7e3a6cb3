// Which moments of MongoDB can be restored: a bar over time with its gaps, and the answer for one moment before anything begins.

import { useState } from 'react';
import { answerFor } from '../../../shared/coverage.ts';
import type { BackupSet } from '../../../shared/model/backup.ts';
import type { Coverage, RestorePoint } from '../../../shared/model/coverage.ts';
import { momentOfMs, msOfMoment, parseMoment, type Moment } from '../../../shared/moment.ts';
import { ButtonLink } from '../../components/Button.tsx';
import { Disclosure } from '../../components/Disclosure.tsx';
import { TextField } from '../../components/Field.tsx';
import { HealthWord } from '../../components/Health.tsx';
import { Panel } from '../../components/Panel.tsx';
import { formatExactTime } from '../../i18n/format.ts';
import { useWords } from '../../i18n/i18n.ts';
import { href } from '../../route.ts';
import { useShownProfileId } from '../../stores/profile-store.ts';
import { barParts, type BarPart } from './coverage-bar.ts';
import { useCoverage } from './use-coverage.ts';
import styles from './CoveragePanel.module.css';

export function CoveragePanel({ sets }: { readonly sets: readonly BackupSet[] }) {
  const t = useWords('backups');
  const coverage = useCoverage(useShownProfileId(), sets.map(({ id }) => id).join(' '));
  if (coverage === undefined || coverage.spans.length === 0) return null;
  const hasSlices = coverage.spans.some(({ slices }) => slices.length > 0);
  return (
    <Panel title={t('coverage.title')}>
      <div className={styles.coverage}>
        <Bar parts={barParts(coverage)} />
        {!hasSlices && (
          <p className={styles.muted}>
            {t('coverage.noSlices')}{' '}
            <a href={href('runbooks', 'backup.oplog-slice')} className={styles.link}>
              {t('coverage.saveNow')}
            </a>
          </p>
        )}
        <Ask coverage={coverage} />
      </div>
    </Panel>
  );
}

function Bar({ parts }: { readonly parts: readonly BarPart[] }) {
  const t = useWords('backups');
  const say = ({ kind, fromMs, toMs }: BarPart): string => {
    const times = { from: formatExactTime(fromMs), to: formatExactTime(toMs) };
    if (kind !== 'span') return t(`coverage.gap.${kind}`, times);
    return fromMs === toMs ? t('coverage.moment', { at: times.from }) : t('coverage.span', times);
  };
  const [first, last] = [parts[0]!, parts.at(-1)!];
  return (
    <figure className={styles.figure}>
      {/* A picture of the list below, which is what the keyboard and a screen reader use. Time runs one way in every language. */}
      <div className={styles.bar} dir="ltr" aria-hidden>
        {parts.map((part) => (
          <span
            key={`${part.kind} ${part.fromMs}`}
            className={part.kind === 'span' ? styles.span : styles.gap}
            style={{ insetInlineStart: `${part.start * 100}%`, inlineSize: `${part.length * 100}%` }}
            title={say(part)}
          />
        ))}
      </div>
      <figcaption className={styles.ends} dir="ltr">
        <bdi>{formatExactTime(first.fromMs)}</bdi>
        <bdi>{formatExactTime(last.toMs)}</bdi>
      </figcaption>
      <Disclosure summary={t('coverage.parts')}>
        <ul className={styles.parts}>
          {[...parts].reverse().map((part) => (
            <li key={`${part.kind} ${part.fromMs}`}>
              <HealthWord health={part.kind === 'span' ? 'healthy' : 'attention'}>{say(part)}</HealthWord>
            </li>
          ))}
        </ul>
      </Disclosure>
    </figure>
  );
}

function Ask({ coverage }: { readonly coverage: Coverage }) {
  const t = useWords('backups');
  const [typed, setTyped] = useState('');
  const moment = parseMoment(typed);
  return (
    <div className={styles.ask}>
      <div className={styles.field}>
        <TextField
          type="datetime-local"
          label={t('coverage.ask')}
          help={t('coverage.askHelp')}
          value={typed}
          onChange={setTyped}
        />
      </div>
      <output className={styles.answer}>{moment !== null && <Answer coverage={coverage} moment={moment} />}</output>
    </div>
  );
}

function Answer({ coverage, moment }: { readonly coverage: Coverage; readonly moment: Moment }) {
  const t = useWords('backups');
  const answer = answerFor(coverage, moment);
  if (answer.possible) {
    const { point } = answer;
    const sum = (figure: 'entries' | 'sizeBytes'): number =>
      point.slices.reduce((total, slice) => total + slice[figure], 0);
    const figures = {
      set: formatExactTime(msOfMoment(point.set.moment)),
      behind: Math.max(0, msOfMoment(moment) - msOfMoment(point.set.moment)),
      entries: sum('entries'),
      size: sum('sizeBytes'),
    };
    return (
      <>
        <HealthWord health="healthy">
          {t(point.slices.length === 0 ? 'coverage.yesSet' : 'coverage.yes', figures)}
        </HealthWord>
        <PlanLink point={point}>{t('coverage.plan')}</PlanLink>
      </>
    );
  }
  const near = [answer.before, answer.after].flatMap((each) => {
    const other = each === null ? null : answerFor(coverage, each);
    return other?.possible ? [other.point] : [];
  });
  return (
    <>
      <HealthWord health="attention">{t('coverage.no')}</HealthWord>
      {near.map((point) => (
        <PlanLink key={point.moment} point={point}>
          {t('coverage.near', { at: formatExactTime(msOfMoment(point.moment)) })}
        </PlanLink>
      ))}
    </>
  );
}

function PlanLink({ point, children }: { readonly point: RestorePoint; readonly children: string }) {
  const { moment, set } = point;
  const isSecond = moment === momentOfMs(msOfMoment(moment));
  const until = isSecond ? new Date(msOfMoment(moment)).toISOString() : moment;
  return (
    <ButtonLink href={href('runbooks', 'backup.restore', { set: set.id, what: 'mongo', until })}>{children}</ButtonLink>
  );
}
