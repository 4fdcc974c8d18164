import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

export default {
  root: here('.'),
  base: '/portal/assets/',
  resolve: {
    // The components' sources, so that a change of theirs is seen without building the package first.
    alias: [
      { find: /^payments\.do\/react\/styles\.css$/, replacement: here('../sdk/src/react/styles.css') },
      { find: /^payments\.do\/react$/, replacement: here('../sdk/src/react/index.ts') },
      { find: /^payments\.do$/, replacement: here('../sdk/src/index.ts') },
    ],
  },
  plugins: [
    {
      name: 'without-webhooks',
      enforce: 'pre',
      resolveId: (id, importer) =>
        id === './webhooks.js' && importer?.startsWith(here('../sdk/src/'))
          ? here('src/no-webhooks.ts')
          : undefined,
    },
  ],
  build: {
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    cssCodeSplit: false,
    rollupOptions: {
      // The components say `use client` for servers that render them; here everything is the client's.
      onwarn: (warning, warn) => warning.code === 'MODULE_LEVEL_DIRECTIVE' || warn(warning),
      input: { app: here('src/main.tsx'), console: here('src/console/main.tsx') },
      output: {
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: '[name][extname]',
      },
    },
  },
}
