// Compiles src/ twice: ES modules into dist/esm, CommonJS into dist/cjs. No bundler, no dependencies.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const compile = (...flags) =>
  execFileSync(process.execPath, [tsc, '-p', here('tsconfig.json'), ...flags], { stdio: 'inherit' })

rmSync(here('dist'), { recursive: true, force: true })
compile()
// The nearest package.json says what a .js file is; tsc reads it too, so it stands before it compiles.
mkdirSync(here('dist/cjs'), { recursive: true })
writeFileSync(here('dist/cjs/package.json'), '{"type":"commonjs"}\n')
compile('--outDir', here('dist/cjs'), '--module', 'CommonJS', '--moduleResolution', 'Node10')
if (existsSync(here('src/react/styles.css'))) cpSync(here('src/react/styles.css'), here('dist/styles.css'))
