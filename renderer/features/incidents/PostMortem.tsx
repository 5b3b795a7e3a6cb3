// The post-mortem: what people write on one side, the document as it will be on the other, and ways to take it along.

import { useEffect, useState } from 'react';
import { Download, Printer } from 'lucide-react';
import type { IncidentState, PostMortem as Written } from '../../../shared/model/incident.ts';
import type { Language } from '../../../shared/text.ts';
import { Button } from '../../components/Button.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { TextField } from '../../components/Field.tsx';
import { Markdown } from '../../components/Markdown.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Scrollable } from '../../components/Scrollable.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { showErrorToast } from '../../components/toasts.ts';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { useUi } from '../../stores/ui-store.ts';
import { saveDocument } from '../run/save-document.ts';
import { ActionItems } from './ActionItems.tsx';
import { LeftGroup } from './LeftGroup.tsx';
import { useDraft } from './use-draft.ts';
import styles from './IncidentScreen.module.css';

type TextName = Exclude<keyof Written, 'actions'>;

export function PostMortem({ state }: { readonly state: IncidentState }) {
  const t = useWords('incidents');
  return (
    <div className={styles.pair}>
      <Panel title={t('postMortem.write')} aside={t('postMortem.saved')}>
        <div className={styles.fields}>
          <WrittenText state={state} name="summary" rows={4} help={t('postMortem.summaryHelp')} />
          <WrittenText state={state} name="wentWell" rows={3} />
          <WrittenText state={state} name="wentBadly" rows={3} />
          <WrittenText state={state} name="rootCause" rows={4} help={t('postMortem.rootCauseHelp')} />
          <ActionItems state={state} />
        </div>
      </Panel>
      <Document state={state} />
    </div>
  );
}

interface WrittenTextProps {
  readonly state: IncidentState;
  readonly name: TextName;
  readonly rows: number;
  readonly help?: string;
}

function WrittenText({ state, name, rows, help }: WrittenTextProps) {
  const t = useWords('incidents');
  const incidentId = state.incident.id;
  const draft = useDraft(state.postMortem[name], (value) =>
    call('incidents.update', { incidentId, postMortem: { [name]: value } }),
  );
  return (
    <LeftGroup onLeave={draft.leave}>
      <TextField
        label={t(`postMortem.${name}`)}
        {...(help === undefined ? {} : { help })}
        value={draft.value}
        onChange={draft.change}
        rows={rows}
      />
    </LeftGroup>
  );
}

function Document({ state }: { readonly state: IncidentState }) {
  const t = useWords('incidents');
  const incidentId = state.incident.id;
  const [language, setLanguage] = useState<Language>(useUi((ui) => ui.language));
  const markdown = useMarkdown(state, language);
  const take = async (format: 'markdown' | 'pdf'): Promise<void> => {
    try {
      saveDocument(await call('incidents.report', { incidentId, format, language }));
    } catch (failure) {
      showErrorToast(toAppError(failure));
    }
  };
  return (
    <Panel
      title={t('postMortem.preview')}
      className={styles.document}
      aside={
        <Segmented
          label={t('postMortem.language')}
          value={language}
          onChange={setLanguage}
          choices={[
            { value: 'en', label: t('postMortem.english') },
            { value: 'ar', label: t('postMortem.arabic') },
          ]}
        />
      }
    >
      <div className={styles.documentActions}>
        <Button onPress={() => void take('pdf')}>
          <Download size={14} aria-hidden />
          {t('postMortem.pdf')}
        </Button>
        <Button onPress={() => void take('markdown')}>
          <Download size={14} aria-hidden />
          {t('postMortem.markdown')}
        </Button>
        <Button onPress={() => window.print()}>
          <Printer size={14} aria-hidden />
          {t('postMortem.print')}
        </Button>
        <CopyButton label={t('postMortem.copy')} text={markdown ?? ''} />
      </div>
      <Scrollable
        label={t('postMortem.preview')}
        role="document"
        className={styles.paper}
        dir={language === 'ar' ? 'rtl' : 'ltr'}
        lang={language}
        data-print="document"
      >
        {markdown === null ? <Skeleton lines={8} height={18} /> : <Markdown>{markdown}</Markdown>}
      </Scrollable>
    </Panel>
  );
}

/** The document as the engine writes it, renewed whenever the incident changes. */
function useMarkdown(state: IncidentState, language: Language): string | null {
  const [markdown, setMarkdown] = useState<string | null>(null);
  useEffect(() => {
    let isWanted = true;
    call('incidents.report', { incidentId: state.incident.id, format: 'markdown', language }).then(
      ({ content }) => isWanted && setMarkdown(content),
      () => undefined, // the connection is gone: the old one stays
    );
    return () => {
      isWanted = false;
    };
  }, [state, language]);
  return markdown;
}
