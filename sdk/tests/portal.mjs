// Starts the real binary on a data folder of its own; what the tests of sdk/ and web/ stand on.
import { spawn } from 'node:child_process'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))
export const binary = process.env.PORTAL_BINARY ?? join(root, 'build/dev/portal')
export const adminKey = `sk_admin_${'blackbox'.repeat(5)}key`

function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })
}

export class Portal {
  static async start({ flags = [], settings = {} } = {}) {
    const portal = new Portal()
    portal.folder = mkdtempSync(join(tmpdir(), 'portal-node-'))
    portal.flags = flags
    portal.settings = settings
    portal.port = await freePort()
    portal.url = `http://127.0.0.1:${portal.port}`
    await portal.run()
    return portal
  }

  /** Starts the process and waits until it answers. */
  async run() {
    const log = openSync(join(this.folder, 'portal.log'), 'a')
    const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('PORTAL_'))
    const settings = {
      ADMIN_KEY: adminKey,
      LOG_REQUESTS: 'no',
      RATE_LINK_OPENINGS: '0',
      RATE_FAILED_LOGINS: '0',
      RATE_CUSTOMERS: '0',
      ...this.settings,
    }
    const env = Object.fromEntries([
      ...kept,
      ...Object.entries(settings).map(([name, value]) => [`PORTAL_${name}`, value]),
    ])
    const listen = ['--data', join(this.folder, 'data'), '--listen', `127.0.0.1:${this.port}`]
    this.process = spawn(binary, ['serve', ...listen, ...this.flags], { stdio: ['ignore', log, log], env })
    this.ended = new Promise((done) => this.process.once('exit', done))
    const deadline = Date.now() + 60_000
    for (;;) {
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined)
      if (answer?.status === 200) return
      if (this.process.exitCode !== null || Date.now() > deadline) {
        throw new Error(
          `the portal did not start:\n${readFileSync(join(this.folder, 'portal.log'), 'utf8').slice(-4000)}`,
        )
      }
      await new Promise((done) => setTimeout(done, 20))
    }
  }

  async kill() {
    this.process.kill('SIGKILL')
    await this.ended
  }

  async close() {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** The catalog that the user's document takes for granted. */
export async function fill(api) {
  for (const name of ['starter', 'pro', 'enterprise']) {
    await api.products.create({ id: `prod_${name}`, name })
  }
  const recurring = { interval: 'month', intervalCount: 1 }
  await api.prices.create({
    id: 'price_pro',
    product: 'prod_pro',
    currency: 'usd',
    unitAmount: 4900,
    recurring,
  })
  await api.prices.create({
    id: 'price_enterprise',
    product: 'prod_enterprise',
    currency: 'usd',
    unitAmount: 49000,
    recurring,
  })
  await api.meters.create({
    id: 'mtr_api_calls',
    name: 'api_calls',
    eventType: 'api.call',
    aggregation: { type: 'sum', property: 'calls' },
  })
  await api.coupons.create({
    id: 'cou_retention_50off_3mo',
    percentOff: 50,
    duration: 'repeating',
    durationInMonths: 3,
  })
}
