// A button that opens a short list of actions.

import type { ReactNode } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { ChevronDown } from 'lucide-react';
import button from './Button.module.css';
import menu from './Menu.module.css';
import styles from './MenuButton.module.css';

export interface MenuAction {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly onAction: () => void;
}

export interface MenuButtonProps {
  readonly label: string;
  readonly actions: readonly MenuAction[];
  /** Shown instead of the label, which is read aloud. */
  readonly icon?: ReactNode;
}

export function MenuButton({ label, actions, icon }: MenuButtonProps) {
  return (
    <MenuTrigger>
      <Button
        className={`${button.button} ${icon === undefined ? '' : `${button.quiet} ${button.icon}`}`}
        {...(icon === undefined ? {} : { 'aria-label': label })}
      >
        {icon ?? (
          <>
            {label}
            <ChevronDown size={13} aria-hidden />
          </>
        )}
      </Button>
      <Popover className={`${menu.popover} ${styles.popover}`} placement="bottom end">
        <Menu className={menu.menu!} onAction={(id) => actions.find((each) => each.id === id)?.onAction()}>
          {actions.map((action) => (
            <MenuItem key={action.id} id={action.id} textValue={action.label} className={`${menu.item} ${styles.item}`}>
              {action.icon}
              {action.label}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
