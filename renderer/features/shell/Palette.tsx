// The command palette: finds any screen, runbook, node, member, set, run, slot or key. Keyboard first; opened with Ctrl/Cmd-K.

import { useMemo, useState, type KeyboardEvent } from 'react';
import {
  Autocomplete,
  Collection,
  Dialog,
  Header,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  ListBoxSection,
  Modal,
  ModalOverlay,
  SearchField,
  Text,
} from 'react-aria-components';
import { Search } from 'lucide-react';
import menu from '../../components/Menu.module.css';
import { formatWhen } from '../../i18n/format.ts';
import { sayText, useWords } from '../../i18n/i18n.ts';
import { groupBy } from '../../group-by.ts';
import { href } from '../../route.ts';
import { useProfileRow } from '../../stores/profile-store.ts';
import { uiStore, useUi } from '../../stores/ui-store.ts';
import { useStream } from '../../stores/use-stream.ts';
import { useRunbooks } from '../../stores/runbooks-store.ts';
import { switchLanguage } from './LanguageSwitch.tsx';
import { paletteItems, slotItems, type PaletteWords } from './palette-items.ts';
import { searchItems, type PaletteItem } from './palette-search.ts';
import { SCREEN_ENTRIES } from './screen-list.ts';
import styles from './Palette.module.css';

const close = (): void => uiStore.setState({ isPaletteOpen: false });

export function Palette() {
  const t = useWords('shell');
  const isOpen = useUi((state) => state.isPaletteOpen);
  const row = useProfileRow();
  return (
    <ModalOverlay className={styles.veil!} isOpen={isOpen} onOpenChange={(open) => !open && close()} isDismissable>
      <Modal className={styles.modal!}>
        <Dialog className={styles.dialog!} aria-label={t('palette.title')}>
          {row?.connection === 'connected' ? <ProfileFinder profileId={row.profile.id} /> : <Finder items={NO_ITEMS} />}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

/** What the field is to a screen reader; the library names the list it controls. */
const COMBOBOX = { role: 'combobox', 'aria-expanded': true } as const;

const NO_ITEMS: readonly PaletteItem[] = [];

function ProfileFinder({ profileId }: { readonly profileId: string }) {
  const words = usePaletteWords();
  const fleet = useStream('fleet.watch', { profileId }, ({ data }) => data);
  const backups = useStream('backups.watch', { profileId }, ({ data }) => data);
  const runs = useStream('runs.watch', {}, ({ data }) => data);
  const { runbooks } = useRunbooks();
  return <Finder items={paletteItems({ fleet, backups, runs, runbooks }, words)} />;
}

function Finder({ items }: { readonly items: readonly PaletteItem[] }) {
  const t = useWords('shell');
  const words = usePaletteWords();
  const [query, setQuery] = useState('');
  const screens = useMemo(
    () =>
      SCREEN_ENTRIES.map(({ screen }) => ({
        id: screen,
        group: t('palette.screens'),
        label: t(`screen.${screen}`),
        href: href(screen),
      })),
    [t],
  );
  const language = {
    id: 'language',
    group: t('palette.console'),
    label: t('language.label', { language: t('language.name') }),
    run: switchLanguage,
  };
  const found = [...searchItems([...screens, language, ...items], query), ...slotItems(query, words)];
  const groups = [...groupBy(found, ({ group }) => group)].map(([name, members]) => ({ id: name, name, members }));
  const choose = (id: string): void => {
    const item = found.find((each) => each.id === id);
    close();
    if (item?.href !== undefined) window.location.hash = item.href;
    item?.run?.();
  };
  // One Escape leaves, also with something typed: the search is short, and nothing of it is work.
  const onKeyDownCapture = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.nativeEvent.isComposing) return;
    event.stopPropagation();
    close();
  };
  return (
    <div className={styles.finder} onKeyDownCapture={onKeyDownCapture}>
      <Autocomplete inputValue={query} onInputChange={setQuery}>
        <SearchField className={styles.field!} autoFocus aria-label={t('palette.title')}>
          <Label className="visually-hidden">{t('palette.title')}</Label>
          <Search size={16} aria-hidden className={styles.icon} />
          <Input {...COMBOBOX} className={styles.input!} placeholder={t('palette.placeholder')} />
        </SearchField>
        <ListBox
          className={styles.list!}
          aria-label={t('palette.title')}
          items={groups}
          onAction={(key) => choose(String(key))}
          renderEmptyState={() => <p className={styles.nothing}>{t('palette.nothing')}</p>}
        >
          {({ name, members }) => (
            <ListBoxSection id={name} className={styles.section!}>
              <Header className={menu.header!}>{name}</Header>
              <Collection items={members}>{(item) => <Entry item={item} />}</Collection>
            </ListBoxSection>
          )}
        </ListBox>
      </Autocomplete>
    </div>
  );
}

function Entry({ item }: { readonly item: PaletteItem }) {
  return (
    <ListBoxItem id={item.id} textValue={item.label} className={`${menu.item} ${styles.item}`}>
      <Text slot="label" dir={item.isCode ? 'ltr' : 'auto'} className={item.isCode ? styles.code! : styles.label!}>
        {item.label}
      </Text>
      {item.detail !== undefined && (
        <Text slot="description" className={styles.detail!}>
          {item.detail}
        </Text>
      )}
    </ListBoxItem>
  );
}

function usePaletteWords(): PaletteWords {
  const t = useWords('shell');
  return useMemo(
    () => ({
      group: (group) => t(`palette.${group}`),
      say: (text, runbook) => sayText(text, runbook?.texts),
      role: (role) => t(`palette.role.${role}`),
      shard: (shard) => t('palette.shard', { shard: String(shard) }),
      slot: (slot) => t('palette.slot', { slot: String(slot) }),
      slotOf: (key) => t('palette.slotOf', { key }),
      when: formatWhen,
    }),
    [t],
  );
}
