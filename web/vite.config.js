import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))

/** Modules of the SDK that the pages do without: who imports which, and what stands for it. */
const instead = [
  ['./webhooks.js', '../sdk/src/', here('src/no-webhooks.ts')],
  ['./messages.js', '../sdk/src/react/context.tsx', here('src/no-words.ts')],
]

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
      name: 'without',
      enforce: 'pre',
      resolveId: (id, importer) =>
        instead.find(([module, of]) => id === module && importer?.startsWith(here(of)))?.[2],
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
        entryFileNames: '[name]-[hash].js',
        // What every page asks for at once is called `shared`: the server's pages name it (http/html.cpp).
        chunkFileNames: ({ moduleIds }) =>
          `${moduleIds.some((id) => id.includes('/react-dom/')) ? 'shared' : '[name]'}-[hash].js`,
        assetFileNames: '[name]-[hash][extname]',
      },
    },
  },
}
