// Which profile the editor shows, if any. The editor lies above every screen.

import { createStore } from 'zustand/vanilla';
import type { Profile } from '../../../shared/model/profile.ts';

export interface EditorState {
  readonly editing: { readonly profile: Profile | null } | null;
}

export const editorStore = createStore<EditorState>(() => ({ editing: null }));

/** `null` makes a new one. */
export function openEditor(profile: Profile | null): void {
  editorStore.setState({ editing: { profile } });
}

export function closeEditor(): void {
  editorStore.setState({ editing: null });
}
