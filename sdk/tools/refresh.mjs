// Takes openapi.json from this tree's server, and makes the types from it.
import { readFileSync, writeFileSync } from 'node:fs'
import { Portal } from '../tests/portal.mjs'
import { generate, snapshot } from './generate.mjs'

const here = (path) => new URL(`../${path}`, import.meta.url)
const portal = await Portal.start()
try {
  const document = await (await fetch(`${portal.url}/openapi.json`)).json()
  writeFileSync(here('openapi.json'), snapshot(document))
  writeFileSync(here('src/schema.ts'), generate(JSON.parse(readFileSync(here('openapi.json'), 'utf8'))))
} finally {
  await portal.close()
}
