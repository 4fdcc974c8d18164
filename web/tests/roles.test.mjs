// The console by role: each is shown what it may read, all of that, and no error box in its daily work.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { root } from '../../sdk/tests/portal.mjs'
import { api, browser, customer, here, share, violations } from './browser.mjs'

const { paths } = JSON.parse(readFileSync(`${root}sdk/openapi.json`, 'utf8'))

/** Do the rows of the server's routes let that role read the path? */
const mayRead = (role, path) => paths[path].get['x-portal-access'].roles.includes(role)

/** Each page of the console, by what it reads. */
const pages = [
  ['log', 'Event log', '/events/stream'],
  ['actions', 'Who did what', '/audit/actions'],
  ['analytics', 'Analytics', '/analytics/portal'],
  ['webhooks', 'Webhooks', '/webhook-endpoints'],
  ['status', 'Status', '/status'],
]

share(async () => {
  await customer('role')
})

async function signIn(role) {
  const { secret } = await api.keys.create({ name: role, role })
  const inside = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await inside.newPage()
  const asked = []
  const refused = []
  page.on('response', (answer) => {
    const { pathname } = new URL(answer.url())
    asked.push(pathname)
    if (answer.status() >= 400) refused.push(`${answer.status()} ${pathname}`)
  })
  await page.goto(`${here.portal.url}/console`)
  await page.getByLabel('Secret key').fill(secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('live', { exact: true }).waitFor()
  const open = async (view) => {
    await page.goto(`${here.portal.url}/console#/${view}`)
    await page.locator('.title').waitFor()
    await page.waitForFunction(() => !document.querySelector('.pay-skeleton'))
  }
  return { page, asked, refused, open, leave: () => inside.close() }
}

for (const role of ['admin', 'app', 'analyst', 'auditor']) {
  test(`${role}: the menu has what the role may read, and nothing there is refused`, async () => {
    const { page, asked, refused, open, leave } = await signIn(role)
    const own = pages.filter(([, , path]) => mayRead(role, path))
    const menu = page.getByRole('navigation', { name: 'Console' }).getByRole('link')
    assert.deepEqual(
      await menu.allInnerTexts(),
      own.map(([, label]) => label),
    )
    for (const [view] of own) {
      await open(view)
      assert.equal(await page.locator('.pay-failure').count(), 0, view)
      assert.deepEqual(await violations(page), [], view)
    }
    assert.deepEqual(refused, [])
    for (const path of ['/experiments', '/audit/checkpoint'])
      assert.equal(asked.includes(path), mayRead(role, path), path)
    await leave()
  })

  test(`${role}: a page of other roles says whose it is, and asks the server nothing`, async () => {
    const { page, refused, open, leave } = await signIn(role)
    for (const [view, label, path] of pages.filter(([, , path]) => !mayRead(role, path))) {
      await open(view)
      const roles = paths[path].get['x-portal-access'].roles.join(', ')
      await page.getByRole('heading', { name: label }).waitFor()
      await page
        .getByText(`The role ${role} does not read this. A key of one of these roles does: ${roles}.`)
        .waitFor()
      assert.deepEqual(await violations(page), [], view)
    }
    assert.deepEqual(refused, [])
    await leave()
  })
}

test('the log leads to the story of a customer where the role may read it', async () => {
  for (const role of ['auditor', 'analyst']) {
    const { page, leave } = await signIn(role)
    await page.locator('.event summary', { hasText: 'cus_role' }).first().click()
    await page.locator('.event details[open] pre').waitFor()
    const story = page.getByRole('link', { name: 'the story of cus_role' })
    assert.equal(await story.isVisible(), role === 'auditor', role)
    await leave()
  }
})
