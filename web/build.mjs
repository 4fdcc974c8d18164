// Type-checks the pages and makes build/web: what the server's binary carries (cmake/PortalWeb.cmake).
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
const out = here('../build/web')
const fresh = `${out}.new`

execFileSync(process.execPath, [tsc, '-p', here('tsconfig.json')], { stdio: 'inherit' })
await build({ configFile: here('vite.config.js'), logLevel: 'warn', build: { outDir: fresh } })

// Files that did not change keep their time, so that nothing is compiled for them.
const names = readdirSync(fresh)
for (const name of readdirSync(fresh)) {
  const bytes = readFileSync(join(fresh, name))
  // No time and no name inside: the same bytes make the same file. Of all levels of memory, 7 makes the smallest.
  writeFileSync(join(fresh, `${name}.gz`), gzipSync(bytes, { level: 9, memLevel: 7 }))
  names.push(`${name}.gz`)
}
const old = (name) => {
  try {
    return readFileSync(join(out, name))
  } catch {
    return undefined
  }
}
mkdirSync(out, { recursive: true })
for (const name of names) {
  const bytes = readFileSync(join(fresh, name))
  if (!old(name)?.equals(bytes)) writeFileSync(join(out, name), bytes)
}
for (const name of readdirSync(out)) if (!names.includes(name)) rmSync(join(out, name))
rmSync(fresh, { recursive: true })
