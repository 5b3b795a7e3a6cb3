// Answers by keyboard: Enter gives the first, numbers give theirs; from inside a field Ctrl+Enter gives the first. A key that is
// held down answers once: the next step is never answered by the same press.

import { useEffect, useEffectEvent } from 'react';
import type { ManualAnswer } from '../../../../shared/model/run.ts';

export function useAnswerKeys(answers: readonly ManualAnswer[], choose: (answer: ManualAnswer) => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    const index = indexOf(event);
    const answer = index === null ? undefined : answers[index];
    if (answer === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    choose(answer);
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => onKey(event);
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

function indexOf(event: KeyboardEvent): number | null {
  if (event.repeat || event.altKey || event.defaultPrevented) return null;
  if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]') !== null)
    return null;
  const target = event.target instanceof HTMLElement ? event.target : null;
  const isTyping = target?.matches('input, textarea, select, [contenteditable]') === true;
  const hasModifier = event.ctrlKey || event.metaKey;
  if (event.key === 'Enter') {
    if (isTyping) return hasModifier ? 0 : null;
    // On a button or a link, Enter is that button's or link's.
    return hasModifier || target?.closest('button, a, summary, [role="radio"]') ? null : 0;
  }
  if (isTyping || hasModifier || !/^[1-9]$/.test(event.key)) return null;
  return Number(event.key) - 1;
}
