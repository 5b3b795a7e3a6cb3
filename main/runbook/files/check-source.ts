// One text, checked as if it were saved under that name: for the editor and for `marsad runbook check`.

import type { CheckedRunbookFile } from '../../../shared/model/runbook-file.ts';
import type { Runbook } from '../runbook.ts';
import { previewOf } from './preview.ts';
import { resolveFiles, type SourceFile } from './resolve-files.ts';

/** `others`: the files beside it, which it may call. The one it replaces is left out by its name. */
export function checkSource(
  code: readonly Runbook[],
  others: readonly SourceFile[],
  { fileName, source }: { readonly fileName: string | null; readonly source: string },
): CheckedRunbookFile {
  const beside = others.filter((other) => other.origin === 'shipped' || other.fileName !== fileName);
  const resolved = resolveFiles(code, [...beside, { fileName: fileName ?? '', source, origin: 'own' }]).at(-1)!;
  const { hash, problems, file, runbook } = resolved;
  if (file === null || runbook === null) return { hash, problems, preview: null };
  const { id, area, effect, texts, fields, origin, guided, asksApproval } = runbook;
  return {
    hash,
    problems,
    preview: { info: { id, area, effect, texts, fields, origin, guided, asksApproval }, steps: previewOf(file) },
  };
}
