// The screens in the navigation, with the letter that follows `g` and their icon. Only screens that exist are here.

import {
  Activity,
  Archive,
  BookOpenCheck,
  ScrollText,
  Signature,
  CalendarClock,
  Grid3x3,
  History,
  LayoutGrid,
  Layers,
  Siren,
  Waypoints,
  type LucideIcon,
} from 'lucide-react';
import type { Screen } from '../../route.ts';

export interface ScreenEntry {
  readonly screen: Screen;
  readonly letter: string;
  readonly Icon: LucideIcon;
}

export const OBSERVE: readonly ScreenEntry[] = [
  { screen: 'fleet', letter: 'f', Icon: LayoutGrid },
  { screen: 'topology', letter: 't', Icon: Waypoints },
  { screen: 'slots', letter: 's', Icon: Grid3x3 },
  { screen: 'lag', letter: 'l', Icon: Activity },
  { screen: 'cache', letter: 'c', Icon: Layers },
];

export const OPERATE: readonly ScreenEntry[] = [
  { screen: 'runbooks', letter: 'r', Icon: BookOpenCheck },
  { screen: 'backups', letter: 'b', Icon: Archive },
  { screen: 'schedules', letter: 'd', Icon: CalendarClock },
  { screen: 'runs', letter: 'u', Icon: History },
  { screen: 'approvals', letter: 'p', Icon: Signature },
  { screen: 'audit', letter: 'a', Icon: ScrollText },
  { screen: 'incidents', letter: 'i', Icon: Siren },
];

export const SCREEN_ENTRIES: readonly ScreenEntry[] = [...OBSERVE, ...OPERATE];
