// Loads the SDK where there is nothing but what edge runtimes have: no process, no Buffer, no module of Node's.
// Run by edge.test.mjs with --experimental-vm-modules.
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createContext, SourceTextModule } from 'node:vm'

const entry = resolve(dirname(fileURLToPath(import.meta.url)), '../dist/esm/index.js')
const answer = () =>
  new Response(JSON.stringify({ object: 'customer', id: 'cus_1' }), {
    headers: { 'content-type': 'application/json' },
  })
const context = createContext({
  fetch: async () => answer(),
  Response,
  Request,
  Headers,
  URL,
  URLSearchParams,
  AbortController,
  AbortSignal,
  DOMException,
  TextEncoder,
  TextDecoder,
  ReadableStream,
  crypto,
  setTimeout,
  clearTimeout,
  atob,
  btoa,
})

const modules = new Map()

async function load(file) {
  if (modules.has(file)) return modules.get(file)
  const made = new SourceTextModule(readFileSync(file, 'utf8'), { context, identifier: file })
  modules.set(file, made)
  await made.link((name, from) => {
    if (!name.startsWith('.')) throw new Error(`${from.identifier} needs ${name}`)
    return load(resolve(dirname(from.identifier), name))
  })
  return made
}

const main = await load(entry)
await main.evaluate()
const { Payments } = main.namespace
const client = Payments({ apiKey: 'sk_edge', baseUrl: 'https://billing.example.com' })
console.log((await client.customers.get('cus_1')).id)
