// A dialog above the page. Escape closes it unless work would be lost (`keepOpen`), and focus returns where it was.

import type { ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { X } from 'lucide-react';
import { useWords } from '../i18n/i18n.ts';
import { Button } from './Button.tsx';
import styles from './Dialog.module.css';

export interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  /** Buttons, the main one last. */
  readonly footer?: ReactNode;
  readonly size?: 'small' | 'medium' | 'large';
  /** Something typed would be lost, or something runs: neither Escape nor a click outside closes it. */
  readonly keepOpen?: boolean;
  readonly role?: 'dialog' | 'alertdialog';
}

export function Dialog({
  title,
  isOpen,
  onClose,
  children,
  footer,
  size = 'medium',
  keepOpen = false,
  role = 'dialog',
}: DialogProps) {
  const t = useWords('common');
  return (
    <ModalOverlay
      className={styles.veil!}
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={!keepOpen}
      isKeyboardDismissDisabled={keepOpen}
    >
      <Modal className={`${styles.modal} ${styles[size]}`}>
        <AriaDialog className={styles.dialog!} role={role}>
          <header className={styles.header}>
            <Heading slot="title" className={styles.title!}>
              {title}
            </Heading>
            <Button kind="quiet" icon aria-label={t('close')} onPress={onClose}>
              <X size={16} aria-hidden />
            </Button>
          </header>
          <div className={styles.content}>{children}</div>
          {footer !== undefined && <footer className={styles.footer}>{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
