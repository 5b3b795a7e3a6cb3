// Buttons and links that look like buttons. One `primary` on a screen: the one action it is for. What was pressed and is
// under way is `isPending`, not disabled: a disabled button loses the focus, and Escape and Tab with it.

import type { ReactNode } from 'react';
import { Button as AriaButton, Link as AriaLink, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './Button.module.css';

export type ButtonKind = 'plain' | 'primary' | 'danger' | 'quiet';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  readonly kind?: ButtonKind;
  /** Square, for a single icon; needs an `aria-label`. */
  readonly icon?: boolean;
  readonly children: ReactNode;
}

export function Button({ kind = 'plain', icon = false, children, ...props }: ButtonProps) {
  return (
    <AriaButton {...props} className={classesOf(kind, icon)}>
      {children}
    </AriaButton>
  );
}

export interface ButtonLinkProps {
  readonly href: string;
  readonly kind?: ButtonKind;
  readonly children: ReactNode;
}

/** For what is an address: it can be opened, copied and gone back from. */
export function ButtonLink({ href, kind = 'plain', children }: ButtonLinkProps) {
  return (
    <AriaLink href={href} className={classesOf(kind, false)}>
      {children}
    </AriaLink>
  );
}

function classesOf(kind: ButtonKind, icon: boolean): string {
  return [styles.button, styles[kind], icon && styles.icon].filter(Boolean).join(' ');
}
