// Runbooks of one's own: `#/editor` lists the files, `#/editor/<file>` opens one, `#/editor/new` begins one from a template or
// from a copy.

import { FileEditor } from './FileEditor.tsx';
import { OwnFiles } from './OwnFiles.tsx';

export interface EditorScreenProps {
  readonly id: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
}

export function EditorScreen({ id, parameters }: EditorScreenProps) {
  if (id === undefined) return <OwnFiles />;
  const origin = {
    fileName: id === 'new' ? null : id,
    template: parameters['template'],
    copy: parameters['copy'],
  };
  return <FileEditor key={JSON.stringify(origin)} origin={origin} />;
}
