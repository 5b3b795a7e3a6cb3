// The file as its reader will see it: step by step, in the chosen language. No server was asked for any of this.

import type { ReactNode } from 'react';
import type { CheckedRunbookFile, PreviewStep } from '../../../shared/model/runbook-file.ts';
import { say, type Language, type Text } from '../../../shared/text.ts';
import { Code, CodeBlock } from '../../components/Code.tsx';
import { EffectWord } from '../../components/EffectWord.tsx';
import { Markdown } from '../../components/Markdown.tsx';
import { Tag } from '../../components/Tag.tsx';
import { useWords } from '../../i18n/i18n.ts';
import styles from './Preview.module.css';

export interface PreviewProps {
  readonly preview: NonNullable<CheckedRunbookFile['preview']>;
  readonly language: Language;
}

export function Preview({ preview: { info, steps }, language }: PreviewProps) {
  const t = useWords('editor');
  const catalogue = info.texts[language] ?? info.texts.en;
  const words = (text: Text): string => say(catalogue, text, language);
  return (
    <article className={styles.preview} lang={language} dir={language === 'ar' ? 'rtl' : 'ltr'}>
      <h3 className={styles.title}>{words({ key: 'title' })}</h3>
      <p className={styles.summary}>{words({ key: 'summary' })}</p>
      <p className={styles.tags}>
        <EffectWord effect={info.effect} byHand={info.guided} />
        {info.guided && <Tag tone="information">{t('guided')}</Tag>}
        {info.asksApproval && <Tag tone="attention">{t('approval')}</Tag>}
      </p>
      {info.fields.length > 0 && (
        <ul className={styles.fields} aria-label={t('parameters')}>
          {info.fields.map((field) => (
            <li key={field.name}>
              {words(field.label)} <Code>{field.name}</Code>
            </li>
          ))}
        </ul>
      )}
      <ol className={styles.steps}>
        {steps.map((step, index) => {
          const phase = step.phase === null ? null : words(step.phase);
          const before = steps[index - 1]?.phase ?? null;
          const isNew = phase !== null && (before === null || words(before) !== phase);
          return (
            <li key={step.id} className={styles.step}>
              {isNew && <h4 className={styles.phase}>{phase}</h4>}
              <Step step={step} words={words} />
            </li>
          );
        })}
      </ol>
    </article>
  );
}

function Step({ step, words }: { readonly step: PreviewStep; readonly words: (text: Text) => string }) {
  const t = useWords('editor');
  const { guide } = step;
  return (
    <>
      <p className={styles.stepTitle}>
        <span>{words(step.title)}</span>
        <Tag>{t(`kind.${step.kind}`)}</Tag>
        {step.forEach !== null && (
          <Tag tone="information">
            {t('forEach')} <Code>{step.forEach}</Code>
          </Tag>
        )}
      </p>
      {step.when.length > 0 && (
        <p className={styles.when}>
          {t('when')}{' '}
          {step.when.map((condition) => (
            <Code key={condition}>{condition}</Code>
          ))}
        </p>
      )}
      {guide.how && <Markdown>{words(guide.how)}</Markdown>}
      {step.does.map((line) => (
        <Code key={line}>{line}</Code>
      ))}
      {step.commands.map(({ command }) => (
        <CodeBlock key={command}>{command}</CodeBlock>
      ))}
      {guide.why && <Told label={t('why')}>{words(guide.why)}</Told>}
      {guide.worked && <Told label={t('worked')}>{words(guide.worked)}</Told>}
      {guide.otherwise && <Told label={t('otherwise')}>{words(guide.otherwise)}</Told>}
      {step.answers.length > 0 && (
        <p className={styles.tags}>
          {step.answers.map((answer) => (
            <span key={answer.value} className={styles.answer}>
              {words(answer.label)}
            </span>
          ))}
          {step.offers.map((offer) => (
            <span key={offer.runbookId} className={styles.answer}>
              {t('offer')} <Code>{offer.runbookId}</Code>
            </span>
          ))}
        </p>
      )}
    </>
  );
}

function Told({ label, children }: { readonly label: string; readonly children: string }): ReactNode {
  return (
    <div className={styles.told}>
      <span className={styles.label}>{label}</span>
      <Markdown>{children}</Markdown>
    </div>
  );
}
