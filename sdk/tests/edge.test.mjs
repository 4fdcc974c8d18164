import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

test('the SDK runs where there is nothing but what edge runtimes have', () => {
  const script = fileURLToPath(new URL('edge.mjs', import.meta.url))
  const said = execFileSync(
    process.execPath,
    ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', script],
    { encoding: 'utf8' },
  )
  assert.equal(said, 'cus_1\n')
})
