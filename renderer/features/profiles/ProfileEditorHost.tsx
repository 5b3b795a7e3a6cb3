// Keeps the editor out of the first load: its code comes when it is opened.

import { lazy, Suspense } from 'react';
import { useStore } from 'zustand';
import { editorStore } from './editor-store.ts';

const ProfileEditor = lazy(() => import('./ProfileEditor.tsx').then((file) => ({ default: file.ProfileEditor })));

export function ProfileEditorHost() {
  const editing = useStore(editorStore, (state) => state.editing);
  if (!editing) return null;
  return (
    <Suspense fallback={null}>
      <ProfileEditor profile={editing.profile} />
    </Suspense>
  );
}
