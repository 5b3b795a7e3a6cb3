// The entries a filter shows: the newest live, older ones page by page as they are asked for.

import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { EVERYTHING, type AuditEntry, type AuditFilter } from '../../../shared/model/audit.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { mergeEntries } from './merge-entries.ts';

export interface Entries {
  readonly entries: readonly AuditEntry[];
  readonly hasMore: boolean;
  readonly isLoading: boolean;
  readonly error: AppError | undefined;
  readonly more: () => void;
  readonly retry: () => void;
}

const PAGE = 100;
/** While somebody types, the engine is not asked for every letter. */
const TYPING_MS = 200;

interface Found {
  readonly entries: readonly AuditEntry[];
  readonly cursor: number | null;
}

/** For one filter: give the component that uses it a new key for another. */
export function useEntries(newest: Readonly<Record<string, AuditEntry>>, filter: AuditFilter): Entries {
  const [found, setFound] = useState<Found>({ entries: [], cursor: null });
  const [isLoading, setIsLoading] = useState(true);
  const [error, setError] = useState<AppError>();
  const [tries, setTries] = useState(0);
  const head = Object.keys(newest).reduce((highest, number) => Math.max(highest, Number(number)), 0);

  // A new entry, too, may match: the first page is read again, what was loaded beyond it stays.
  const asked = JSON.stringify({ filter, head, tries });
  useEffect(() => {
    const over = new AbortController();
    const { filter: wanted } = JSON.parse(asked) as { readonly filter: AuditFilter };
    const timer = setTimeout(() => {
      call('audit.search', { ...wanted, limit: PAGE }, { signal: over.signal }).then(
        (page) => {
          setError(undefined);
          setIsLoading(false);
          setFound((before) => mergeEntries(before, page));
        },
        (failure: unknown) => {
          if (over.signal.aborted) return;
          setIsLoading(false);
          setError(toAppError(failure));
        },
      );
    }, TYPING_MS);
    return () => {
      clearTimeout(timer);
      over.abort();
    };
  }, [asked]);

  const more = (): void => {
    if (found.cursor === null) return;
    setIsLoading(true);
    call('audit.search', { ...filter, limit: PAGE, cursor: found.cursor }).then(
      (page) => {
        setIsLoading(false);
        setFound(({ entries }) => ({ entries: [...entries, ...page.entries], cursor: page.cursor }));
      },
      (failure: unknown) => {
        setIsLoading(false);
        setError(toAppError(failure));
      },
    );
  };

  const isEverything = JSON.stringify(filter) === JSON.stringify(EVERYTHING);
  const live =
    isEverything && found.entries.length === 0 ? Object.values(newest).sort((a, b) => b.number - a.number) : [];
  return {
    entries: found.entries.length > 0 ? found.entries : live,
    hasMore: found.cursor !== null,
    isLoading,
    error,
    more,
    retry: () => setTries((count) => count + 1),
  };
}
