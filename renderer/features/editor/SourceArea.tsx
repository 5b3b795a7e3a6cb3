// The text with its line numbers; lines with a fault are marked there. A plain text area: it is the one editor every screen
// reader and keyboard knows, and Tab leaves it.

import { useRef, type KeyboardEvent, type RefObject } from 'react';
import type { RunbookFileProblem } from '../../../shared/model/runbook-file.ts';
import styles from './SourceArea.module.css';

export interface SourceAreaProps {
  readonly label: string;
  readonly source: string;
  readonly onChange: (source: string) => void;
  readonly problems: readonly RunbookFileProblem[];
  readonly area: RefObject<HTMLTextAreaElement | null>;
  readonly describedBy: string;
}

export function SourceArea({ label, source, onChange, problems, area, describedBy }: SourceAreaProps) {
  const gutter = useRef<HTMLDivElement>(null);
  const faulty = new Set(problems.map(({ line }) => line));
  const count = source.split('\n').length;
  return (
    <div className={styles.editor} dir="ltr">
      <div className={styles.gutter} ref={gutter} aria-hidden>
        {Array.from({ length: count }, (_, index) => (
          <span key={index} className={styles.number} data-faulty={faulty.has(index + 1) || undefined}>
            {index + 1}
          </span>
        ))}
      </div>
      <textarea
        ref={area}
        className={styles.text}
        aria-label={label}
        aria-invalid={problems.length > 0}
        aria-describedby={describedBy}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
        value={source}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={keepIndent}
        onScroll={(event) => {
          if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
        }}
      />
    </div>
  );
}

/** A new line begins where the one before it did. */
function keepIndent(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing)
    return;
  const { value, selectionStart } = event.currentTarget;
  const line = value.slice(value.lastIndexOf('\n', selectionStart - 1) + 1, selectionStart);
  const indent = /^ */.exec(line)![0];
  if (indent === '') return;
  event.preventDefault();
  document.execCommand('insertText', false, `\n${indent}`); // the one way that keeps the undo history
}

/** Puts the cursor where a problem is, and brings it into sight. */
export function goToProblem(area: HTMLTextAreaElement, { line, column }: RunbookFileProblem): void {
  const lines = area.value.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const at = before + column - 1;
  area.focus();
  area.setSelectionRange(at, at + (/^[\w.-]+/.exec(area.value.slice(at))?.[0].length ?? 0));
  area.scrollTop = Math.max(0, (line - 4) * (area.scrollHeight / lines.length));
}
