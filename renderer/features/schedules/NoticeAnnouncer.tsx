// Results of schedules, told on whatever screen is shown: a toast, and a notification of the browser while nobody looks at the
// page. It keeps its stream open while the page is hidden, which is when it matters.

import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { Health } from '../../../shared/model/health.ts';
import type { Notice } from '../../../shared/model/notification.ts';
import { showToast } from '../../components/toasts.ts';
import { useWords } from '../../i18n/i18n.ts';
import { goTo } from '../../route.ts';
import { connectionStore, watch } from '../../rpc/connection.ts';

/** What was told before this page was opened is history. */
const openedMs = Date.now();
const told = new Set<string>();

export function NoticeAnnouncer() {
  const t = useWords('schedules');
  const status = useStore(connectionStore, (connection) => connection.status);
  useEffect(() => {
    if (status !== 'open') return undefined;
    return watch(
      'notifications.watch',
      {},
      {
        onState({ notices }) {
          for (const notice of Object.values(notices)) {
            if (told.has(`${notice.id} ${notice.atMs}`) || notice.atMs < openedMs) continue;
            told.add(`${notice.id} ${notice.atMs}`);
            announce(notice, t(`notice.${wordOf(notice)}`, { name: notice.scheduleName }));
          }
        },
        onEnd: () => undefined, // opened again with the connection
      },
    );
  }, [status, t]);
  return null;
}

const WORDS = ['done', 'failed', 'blocked', 'cancelled', 'stopped', 'interrupted', 'skipped'] as const;

function wordOf({ outcome }: Notice): (typeof WORDS)[number] {
  return WORDS.find((word) => word === outcome.result) ?? 'failed';
}

const HEALTH: Readonly<Partial<Record<Notice['outcome']['result'], Health>>> = {
  done: 'healthy',
  failed: 'critical',
  skipped: 'unknown',
};

function announce({ profileName, outcome }: Notice, title: string): void {
  showToast({ health: HEALTH[outcome.result] ?? 'attention', text: title, hint: outcome.error?.message });
  if (!document.hidden || window.marsad || !('Notification' in window) || Notification.permission !== 'granted') return;
  const body = [profileName, outcome.error?.message].filter(Boolean).join('\n');
  const shown = new Notification(title, { body, tag: outcome.id });
  shown.addEventListener('click', () => {
    window.focus();
    if (outcome.runId !== null) goTo('runs', outcome.runId);
  });
}
