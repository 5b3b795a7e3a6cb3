// One file in the editor: its text, what the engine says of it a moment after the last key, and saving it.

import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import type { CheckedRunbookFile } from '../../../shared/model/runbook-file.ts';
import { runbookTemplate, TEMPLATE_NAMES } from '../../../shared/runbook-templates.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { dropDraft, keepDraft, useDrafts, type Draft } from './drafts.ts';

const PAUSE_MS = 300;

export interface FileOrigin {
  /** Null: a new file. */
  readonly fileName: string | null;
  readonly template: string | undefined;
  /** Id of a runbook to copy. */
  readonly copy: string | undefined;
}

export function useFile(origin: FileOrigin) {
  const { fileName, template, copy } = origin;
  const key = fileName ?? `new ${template ?? ''} ${copy ?? ''}`;
  const draft = useDrafts()[key];
  const [checked, setChecked] = useState<CheckedRunbookFile>();
  const [error, setError] = useState<AppError>();
  const isLoaded = draft !== undefined;
  const source = draft?.source;

  useEffect(() => {
    if (isLoaded) return;
    void load({ fileName, template, copy }).then(
      (loaded) => keepDraft(key, loaded),
      (failure: unknown) => setError(toAppError(failure)),
    );
  }, [isLoaded, key, fileName, template, copy]);

  useEffect(() => {
    if (source === undefined) return;
    let isCurrent = true;
    const timer = setTimeout(() => {
      void call('runbookFiles.check', { source, fileName }).then(
        (result) => isCurrent && setChecked(result),
        (failure: unknown) => isCurrent && setError(toAppError(failure)),
      );
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [source, fileName]);

  return {
    draft,
    checked,
    error,
    change: (text: string) => draft && keepDraft(key, { ...draft, source: text }),
    discard: () => {
      setError(undefined);
      dropDraft(key);
    },
    /** True when it is on disk. */
    async save(name: string): Promise<boolean> {
      if (draft === undefined) return false;
      try {
        const saved = await call('runbookFiles.save', { fileName: name, source: draft.source, replaces: draft.hash });
        setError(undefined);
        if (fileName === null) dropDraft(key);
        keepDraft(name, { source: saved.source, base: saved.source, hash: saved.hash });
        return true;
      } catch (failure) {
        setError(toAppError(failure));
        return false;
      }
    },
  };
}

async function load({ fileName, template, copy }: FileOrigin): Promise<Draft> {
  if (fileName !== null) {
    const { source, hash } = await call('runbookFiles.read', { id: fileName });
    return { source, base: source, hash };
  }
  if (copy !== undefined) {
    const { source } = await call('runbookFiles.read', { id: copy });
    const renamed = source.replace(/^runbook:.*$/m, `runbook: own.${copy.split('.').at(-1)}`);
    return { source: renamed, base: '', hash: null };
  }
  const name = TEMPLATE_NAMES.find((each) => each === template) ?? TEMPLATE_NAMES[0];
  const source = runbookTemplate(name, 'own.first');
  return { source, base: source, hash: null };
}
