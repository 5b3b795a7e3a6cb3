// The chip that says which servers these are, in the colour of the profile; opens the list of connections.

import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { Activity, Check, ChevronDown, Pencil, Plus } from 'lucide-react';
import type { ProfileRow } from '../../../shared/contract/fleet.ts';
import type { Health } from '../../../shared/model/health.ts';
import { Code } from '../../components/Code.tsx';
import { HealthMark } from '../../components/Health.tsx';
import menu from '../../components/Menu.module.css';
import { showErrorToast } from '../../components/toasts.ts';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';
import { useProfileRow } from '../../stores/profile-store.ts';
import { useStream } from '../../stores/use-stream.ts';
import { openEditor } from './editor-store.ts';
import { chooseProfile } from './use-chosen-profile.ts';
import styles from './ProfileMenu.module.css';

const CONNECTION_HEALTH: Readonly<Record<ProfileRow['connection'], Health>> = {
  connected: 'healthy',
  connecting: 'unknown',
  idle: 'unknown',
  failed: 'critical',
};

export function ProfileMenu() {
  const t = useWords('profiles');
  const shell = useWords('shell');
  const shown = useProfileRow();
  const rows = useStream('profiles.watch', {}, ({ data }) => Object.values(data?.profiles ?? {}));
  const load = useStream('lab.watch', {}, ({ data }) => (data?.lab.running ? data.lab.load : undefined));
  const environment = shown ? shell(`environment.${shown.profile.environment}`) : '';
  return (
    <MenuTrigger>
      <Button className={styles.chip!} style={shown ? { borderColor: shown.profile.colour } : {}}>
        {shown ? (
          <>
            <span className="visually-hidden">{t('choose')}</span>
            <HealthMark health={CONNECTION_HEALTH[shown.connection]} decorative />
            <span className={styles.name}>{shown.profile.name}</span>
            <span className={styles.environment}>
              {shown.profile.name.toLowerCase() === environment.toLowerCase() ? (
                <Code>{hostOf(shown)}</Code>
              ) : (
                environment
              )}
            </span>
          </>
        ) : (
          t('none')
        )}
        <ChevronDown size={13} aria-hidden className={styles.arrow} />
      </Button>
      <Popover className={`${menu.popover} ${styles.popover}`}>
        <Menu className={menu.menu!} onAction={(key) => act(String(key), rows)}>
          <MenuSection>
            <Header className={menu.header!}>{t('title')}</Header>
            {rows.map((row) => (
              <Entry key={row.profile.id} row={row} isShown={row.profile.id === shown?.profile.id} />
            ))}
          </MenuSection>
          <Separator className={menu.separator!} />
          {shown && !shown.fromLab && (
            <MenuItem
              id="edit"
              className={menu.item!}
              textValue={t('edit', { name: shown.profile.name })}
              onAction={() => openEditor(shown.profile)}
            >
              <Pencil size={14} aria-hidden />
              {t('edit', { name: shown.profile.name })}
            </MenuItem>
          )}
          {shown?.fromLab && load !== undefined && (
            <MenuItem
              id="load"
              className={menu.item!}
              textValue={load === 'on' ? t('loadOff') : t('loadOn')}
              onAction={() => setLoad(load === 'on' ? 'off' : 'on')}
            >
              <Activity size={14} aria-hidden />
              {load === 'on' ? t('loadOff') : t('loadOn')}
            </MenuItem>
          )}
          <MenuItem id="add" className={menu.item!} textValue={t('add')} onAction={() => openEditor(null)}>
            <Plus size={14} aria-hidden />
            {t('add')}
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

function Entry({ row, isShown }: { readonly row: ProfileRow; readonly isShown: boolean }) {
  const t = useWords('profiles');
  const shell = useWords('shell');
  const { profile } = row;
  const seed = profile.redis?.seeds[0] ?? profile.mongo?.seeds[0];
  return (
    <MenuItem id={`profile ${profile.id}`} className={menu.item!} textValue={profile.name}>
      <span className={styles.swatch} style={{ background: profile.colour }} aria-hidden />
      <span className={styles.words}>
        <span className={styles.name}>{profile.name}</span>
        <span className={styles.detail}>
          {shell(`environment.${profile.environment}`)}
          {row.fromLab && ` · ${t('fromLab')}`}
          {seed !== undefined && (
            <>
              {' · '}
              <Code>{seed}</Code>
            </>
          )}
        </span>
      </span>
      {isShown && <Check size={14} aria-hidden />}
    </MenuItem>
  );
}

/** The host of the first server: says more than an environment that only repeats the name. */
function hostOf({ profile }: ProfileRow): string {
  return (profile.redis?.seeds[0] ?? profile.mongo?.seeds[0] ?? '').replace(/:\d+$/, '');
}

function act(key: string, rows: readonly ProfileRow[]): void {
  const row = rows.find(({ profile }) => key === `profile ${profile.id}`);
  if (row) chooseProfile(row.profile.id);
}

function setLoad(load: 'on' | 'off'): void {
  call('lab.setLoad', { load }).catch((error: unknown) => showErrorToast(toAppError(error)));
}
