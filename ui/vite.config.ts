import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** One page a build: `--mode plugin`, `studio` or `gallery`. All addresses are relative, since a token stands before them. */
export default defineConfig(({ mode }) => {
  // The plugin serves its files from one flat list, by names that stay.
  const isFlat = mode === 'plugin';
  return {
    root: join(import.meta.dirname, 'pages', mode),
    base: './',
    plugins: [react()],
    worker: {
      format: 'es',
      rollupOptions: { output: { entryFileNames: isFlat ? '[name].js' : 'assets/[name].[hash].js' } },
    },
    build: {
      outDir: join(import.meta.dirname, 'dist', mode),
      emptyOutDir: true,
      target: 'es2022',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
      rollupOptions: {
        output: isFlat
          ? { entryFileNames: '[name].js', chunkFileNames: '[name].js', assetFileNames: '[name][extname]' }
          : {
              entryFileNames: 'assets/[name].[hash].js',
              chunkFileNames: 'assets/[name].[hash].js',
              assetFileNames: 'assets/[name].[hash][extname]',
            },
      },
    },
  };
});
