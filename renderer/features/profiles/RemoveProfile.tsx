// Removes a profile after asking once. Servers and backup sets are not touched.

import { useState } from 'react';
import type { Profile } from '../../../shared/model/profile.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { showErrorToast } from '../../components/toasts.ts';
import { useWords } from '../../i18n/i18n.ts';
import { call, toAppError } from '../../rpc/connection.ts';

export function RemoveProfile({ profile, onRemoved }: { readonly profile: Profile; readonly onRemoved: () => void }) {
  const t = useWords('profiles');
  const common = useWords('common');
  const [isAsking, setAsking] = useState(false);
  const remove = (): void => {
    call('profiles.remove', { id: profile.id }).then(onRemoved, (error: unknown) => showErrorToast(toAppError(error)));
  };
  return (
    <>
      <Button kind="danger" onPress={() => setAsking(true)}>
        {t('editor.remove')}
      </Button>
      <Dialog
        title={t('editor.removeTitle', { name: profile.name })}
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        size="small"
        role="alertdialog"
        footer={
          <>
            <Button kind="quiet" onPress={() => setAsking(false)}>
              {common('cancel')}
            </Button>
            <Button kind="danger" onPress={remove}>
              {t('editor.removeDo')}
            </Button>
          </>
        }
      >
        {t('editor.removeText')}
      </Dialog>
    </>
  );
}
