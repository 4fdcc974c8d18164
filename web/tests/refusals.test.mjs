// What customers read when something is refused or fails: in their language, with the request's id.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { api, button, customer, share, text, violations, visit } from './browser.mjs'

share()

const words = {
  en: {
    addCard: 'Add a card',
    expired: 'The card has expired. Use another one.',
    pay: 'Pay $250.00',
    noMoney: 'There is not enough money on the card. Nothing was charged.',
    request: /Request req_/,
    edit: 'Change',
    badEmail: 'This is no e-mail address. It has to look like ada@example.com.',
    unreachable: 'The server cannot be reached.',
  },
  de: {
    addCard: 'Karte hinzufügen',
    expired: 'Die Karte ist abgelaufen. Nehmen Sie eine andere.',
    pay: '250,00 $ bezahlen',
    noMoney: 'Auf der Karte ist nicht genug Geld. Es wurde nichts abgebucht.',
    request: /Anfrage req_/,
    edit: 'Ändern',
    badEmail: 'Das ist keine E-Mail-Adresse. Sie muss aussehen wie ada@example.com.',
    unreachable: 'Der Server ist nicht zu erreichen.',
  },
  ar: {
    addCard: 'إضافة بطاقة',
    expired: 'انتهت صلاحية البطاقة. استخدم بطاقة أخرى.',
    noMoney: 'لا يوجد رصيد كافٍ في البطاقة. لم يُخصم شيء.',
    request: /الطلب \u2068req_/,
    edit: 'تغيير',
    badEmail: 'هذا ليس عنوان بريد إلكتروني. يجب أن يكون مثل ada@example.com.',
    unreachable: 'تعذر الوصول إلى الخادم.',
  },
}

/** A customer whose card has no money on it, with an invoice to pay. */
async function poor(name) {
  const id = await customer(name)
  await api.paymentMethods.attach({
    customer: id,
    token: 'pm_card_visa_chargeDeclinedInsufficientFunds',
    setAsDefault: true,
  })
  return id
}

for (const [locale, say] of Object.entries(words)) {
  test(`a card, a payment and a detail are refused in words: ${locale}`, async () => {
    const id = await poor(`refused_${locale}`)
    const phone = { viewport: { width: 360, height: 640 } }
    const { page, wrong, leave } = await visit({ customer: id, locale }, phone)
    await page.waitForLoadState('networkidle')

    await button(page, say.addCard).click()
    await page.locator('[name=number]').fill('4000 0000 0000 0069')
    await page.locator('[name=expiry]').fill('08/30')
    await page.locator('[name=cvc]').fill('123')
    await page.locator('.pay-form [type=submit]').click()
    await page.getByText(say.expired).waitFor()
    assert.match(await page.getByRole('alert').innerText(), say.request)
    assert.doesNotMatch(await text(page), /expired\. It was not attached/)

    await page.locator('.pay-table .pay-button').click()
    await page.getByText(say.noMoney).waitFor()
    const isCut = await page.locator('.pay-scroll').evaluate((box) => box.scrollWidth > box.clientWidth)
    assert.equal(isCut, false, 'all of it can be read')
    assert.deepEqual(await violations(page), [])

    await button(page, say.edit).click()
    await page.locator('[name=email]').fill('nobody')
    await page.locator('.pay-form:has([name=email]) [type=submit]').click()
    await page.locator('.pay-field .pay-error').getByText(say.badEmail).waitFor()
    assert.deepEqual(await violations(page), [])
    assert.deepEqual(wrong, [])
    await leave()
  })

  test(`a server that cannot be reached is told about in words: ${locale}`, async () => {
    const id = await customer(`away_${locale}`)
    const { page, leave } = await visit({ customer: id, locale })
    await page.waitForLoadState('networkidle')
    await page.context().setOffline(true)
    await page.locator('.foot a').first().click()
    await page.getByText(say.unreachable).waitFor()
    await page.context().setOffline(false)
    await leave()
  })
}

test('without JavaScript a declined payment says why, in German', async () => {
  const id = await poor('refused_plain')
  const { page, leave } = await visit(
    { customer: id, locale: 'de' },
    { javaScriptEnabled: false, viewport: { width: 360, height: 640 } },
  )
  await button(page, words.de.pay).click()
  await page.getByText(words.de.noMoney).waitFor()
  assert.match(await text(page), words.de.request)
  await page.getByRole('link', { name: 'Zurück zur Abrechnung' }).click()
  await button(page, words.de.pay).waitFor()
  await leave()
})

test('a refusal that has no words yet says so itself', async () => {
  const id = await customer('unheard')
  const refusal = {
    type: 'x',
    code: 'moon_in_the_way',
    message: 'The moon is in the way.',
    requestId: 'req_7',
  }
  const { page, leave } = await visit(
    { customer: id, locale: 'ar' },
    {},
    { '**/portal/activity*': (route) => route.fulfill({ status: 409, json: { error: refusal } }) },
  )
  await page.locator('.foot a').first().click()
  assert.match(await page.getByRole('alert').innerText(), /The moon is in the way\.[\s\S]*req_7/)
  await leave()
})
