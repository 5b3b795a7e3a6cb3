// Builds what Electron cannot run from sources: the shell and its preload script (CommonJS: a sandboxed preload must be),
// and, for packages, the engine. `node electron/build.ts [--package]`

import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

function bundle(input: Record<string, string>, outDir: string, format: 'cjs' | 'es', target: string): InlineConfig {
  return {
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true, external: ['electron'] },
    build: {
      ssr: true,
      target,
      outDir,
      emptyOutDir: false,
      minify: false,
      rollupOptions: {
        input,
        external: ['electron'],
        output: { format, entryFileNames: format === 'cjs' ? '[name].cjs' : '[name].js' },
      },
    },
  };
}

// node16: the oldest runtime the shell is tried on. One input a bundle, so that none needs a shared chunk.
await build(bundle({ main: 'electron/main.ts' }, 'dist/electron', 'cjs', 'node16'));
await build(bundle({ preload: 'electron/preload.ts' }, 'dist/electron', 'cjs', 'node16'));
if (process.argv.includes('--package')) {
  await build(
    bundle(
      { engine: 'main/process/engine-process.ts', worker: 'main/backup/work/worker.ts' },
      'dist/engine',
      'es',
      'node24',
    ),
  );
  await cp(new URL('../assets/runbooks', import.meta.url), new URL('../dist/engine/runbooks', import.meta.url), {
    recursive: true,
  });
}
