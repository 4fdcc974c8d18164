// The snippets of the user's document, and what the test adds to each: names from its surroundings, and
// what it takes out of it.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { root } from './portal.mjs'

/** Snippets that need a part of the server that is not there yet, and which. */
export const pending = {}

/** Beside the snippet's own text: what the test calls of it, or checks of its types. */
const appended = {
  'Session Options':
    'export const fits: Parameters<typeof payments.portal.createSession>[0] = {} as PortalSessionOptions',
  'Retention Offers': 'export { handleCancellationRequest, applyRetentionOffer }',
  'Exit Survey': 'export { processCancellation }',
  'Preventing Unauthorized Access': 'export { createPortalSession }',
  'React Components': 'export { BillingPage, EmbeddedPortal }',
  'Inline Invoice List': 'export { InvoicesPage }',
  'Inline Payment Method Manager': 'export { PaymentMethodsPage }',
}

/** Every snippet, named by the heading above it. */
export const snippets = (() => {
  const document = readFileSync(join(root, 'docs/customer-portal.md'), 'utf8')
  const found = []
  let heading = ''
  for (const [, title, language, code] of document.matchAll(
    /^#{2,4} (.+)$|^```(typescript|tsx)\n([\s\S]*?)^```$/gm,
  )) {
    if (title) heading = title
    else {
      const file = `snippet${found.length}.${language === 'tsx' ? 'tsx' : 'ts'}`
      found.push({ heading, language, file, code: `${code}\n${appended[heading] ?? ''}\n` })
    }
  }
  return found
})()

export const due = snippets.filter(({ heading }) => !(heading in pending))

/** A folder for the snippets inside the package, so that its own name resolves from there. */
export function folderFor(name) {
  const path = join(root, 'sdk/.snippets', name)
  rmSync(path, { recursive: true, force: true })
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'package.json'), '{"type":"module"}')
  return path
}

export const options = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  jsx: ts.JsxEmit.ReactJSX,
  strict: true,
  skipLibCheck: true,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: [],
  noEmit: true,
}

/** Runs a snippet as it stands; its exports. */
export async function run(folder, { file, code }) {
  const compilerOptions = { ...options, module: ts.ModuleKind.ESNext }
  const { outputText } = ts.transpileModule(code, { compilerOptions, fileName: file })
  const path = join(folder, file.replace(/\.tsx?$/, '.js'))
  writeFileSync(path, outputText)
  return import(pathToFileURL(path).href)
}
