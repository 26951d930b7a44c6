import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** Puts scripts and styles into the page, which is then one file, with a place for a listening test. */
const inOneFile: Plugin = {
  name: 'in-one-file',
  enforce: 'post',
  transformIndexHtml: {
    order: 'pre',
    handler: (html) =>
      html
        .replace(/<link rel="icon".*\n/, '')
        .replace('</body>', '<script type="application/json" id="listening-test"></script>\n</body>'),
  },
  generateBundle(_options, bundle) {
    const page = bundle['index.html'];
    if (page?.type !== 'asset') return;
    let html = String(page.source);
    for (const file of Object.values(bundle)) {
      if (file === page) continue;
      const isScript = file.type === 'chunk';
      const text = isScript ? file.code.replaceAll('</script', '<\\/script') : String(file.source);
      const tag = isScript ? /<script[^>]* src="[^"]*"[^>]*><\/script>/ : /<link[^>]*rel="stylesheet"[^>]*>/;
      html = html.replace(tag, () => (isScript ? `<script type="module">${text}</script>` : `<style>${text}</style>`));
      delete bundle[file.fileName];
    }
    page.source = html;
  },
};

/** One page a build, `--mode plugin`, `studio`, ...: index.html with its script. All addresses are relative, since a token stands before them. */
export default defineConfig(({ mode }) => {
  // The plugin serves its files from one flat list, by names that stay.
  const isFlat = mode === 'plugin';
  const isOneFile = mode === 'listening';
  return {
    root: import.meta.dirname,
    base: './',
    plugins: [react(), ...(isOneFile ? [inOneFile] : [])],
    worker: {
      format: 'es',
      rollupOptions: { output: { entryFileNames: isFlat ? '[name].js' : 'assets/[name].[hash].js' } },
    },
    build: {
      outDir: join(import.meta.dirname, 'dist', mode),
      emptyOutDir: true,
      target: 'es2022',
      assetsInlineLimit: isOneFile ? Number.MAX_SAFE_INTEGER : 0,
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
