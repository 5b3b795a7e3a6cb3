// The screens and their addresses. A new screen is a folder in features/ and a line here.

import { lazy, Suspense, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components';
import { ScreenBody } from './components/ScreenBody.tsx';
import { Skeleton } from './components/Skeleton.tsx';
import { Shell } from './features/shell/Shell.tsx';
import { useRoute, type Route, type Screen } from './route.ts';
import { useUi } from './stores/ui-store.ts';

const FleetScreen = lazy(() =>
  import('./features/fleet/FleetScreen.tsx').then((file) => ({ default: file.FleetScreen })),
);
const TopologyScreen = lazy(() =>
  import('./features/topology/TopologyScreen.tsx').then((file) => ({ default: file.TopologyScreen })),
);
const SlotsScreen = lazy(() =>
  import('./features/slots/SlotsScreen.tsx').then((file) => ({ default: file.SlotsScreen })),
);
const LagScreen = lazy(() => import('./features/lag/LagScreen.tsx').then((file) => ({ default: file.LagScreen })));
const CacheScreen = lazy(() =>
  import('./features/cache/CacheScreen.tsx').then((file) => ({ default: file.CacheScreen })),
);
const BackupsScreen = lazy(() =>
  import('./features/backups/BackupsScreen.tsx').then((file) => ({ default: file.BackupsScreen })),
);
const RunbooksScreen = lazy(() =>
  import('./features/runbooks/RunbooksScreen.tsx').then((file) => ({ default: file.RunbooksScreen })),
);
const PlanScreen = lazy(() =>
  import('./features/runbooks/PlanScreen.tsx').then((file) => ({ default: file.PlanScreen })),
);
const SchedulesScreen = lazy(() =>
  import('./features/schedules/SchedulesScreen.tsx').then((file) => ({ default: file.SchedulesScreen })),
);
const ApprovalScreen = lazy(() =>
  import('./features/approval/ApprovalScreen.tsx').then((file) => ({ default: file.ApprovalScreen })),
);
const AuditScreen = lazy(() =>
  import('./features/audit/AuditScreen.tsx').then((file) => ({ default: file.AuditScreen })),
);
const RunsScreen = lazy(() => import('./features/run/RunsScreen.tsx').then((file) => ({ default: file.RunsScreen })));
const RunScreen = lazy(() => import('./features/run/RunScreen.tsx').then((file) => ({ default: file.RunScreen })));

const EditorScreen = lazy(() =>
  import('./features/editor/EditorScreen.tsx').then((file) => ({ default: file.EditorScreen })),
);
const IncidentsScreen = lazy(() =>
  import('./features/incidents/IncidentsScreen.tsx').then((file) => ({ default: file.IncidentsScreen })),
);
const IncidentScreen = lazy(() =>
  import('./features/incidents/IncidentScreen.tsx').then((file) => ({ default: file.IncidentScreen })),
);

const SCREEN_OF: Readonly<Record<Screen, (route: Route) => ReactNode>> = {
  fleet: () => <FleetScreen />,
  topology: () => <TopologyScreen />,
  slots: () => <SlotsScreen />,
  lag: () => <LagScreen />,
  cache: () => <CacheScreen />,
  backups: () => <BackupsScreen />,
  schedules: () => <SchedulesScreen />,
  approvals: () => <ApprovalScreen />,
  audit: () => <AuditScreen />,
  editor: ({ id, parameters }) => <EditorScreen id={id} parameters={parameters} />,
  runbooks: ({ id, parameters }) =>
    id === undefined ? <RunbooksScreen /> : <PlanScreen key={id} runbookId={id} parameters={parameters} />,
  runs: ({ id }) => (id === undefined ? <RunsScreen /> : <RunScreen key={id} runId={id} />),
  incidents: ({ id }) => (id === undefined ? <IncidentsScreen /> : <IncidentScreen key={id} incidentId={id} />),
};

/** What the component library reads its direction, its own words and its digits from. */
const LOCALES = { en: 'en', ar: 'ar-u-nu-latn' } as const;

export function App() {
  const route = useRoute();
  const language = useUi((state) => state.language);
  return (
    <I18nProvider locale={LOCALES[language]}>
      <Shell>
        <Suspense fallback={<Waiting />}>{SCREEN_OF[route.screen](route)}</Suspense>
      </Shell>
    </I18nProvider>
  );
}

function Waiting() {
  return (
    <ScreenBody>
      <Skeleton lines={3} height={22} />
    </ScreenBody>
  );
}
