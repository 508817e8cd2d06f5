/** The way of one person through the console's page, for any stack that has a console. */
import type { Page } from 'playwright-core'

/** Satisfies Cognito's default password policy. */
export const password = 'Correct-Horse-9'

/** Opens the page by its address with the token, and waits until it hears of events. */
export const openConsole = async (page: Page, openUrl: string) => {
  await page.goto(openUrl)
  await page.getByText('live', { exact: true }).waitFor()
}

/** Fills in the form and sends it; what comes of it is the caller's to await. */
export const signUp = async (page: Page, email: string) => {
  const form = page.locator('#sign-up')
  await form.getByLabel('E-mail').fill(email)
  await form.getByLabel('Password').fill(password)
  await form.getByRole('button', { name: 'Sign up' }).click()
}

/** Goes from sign-up by the code in the mail to the tokens. */
export const goThroughJourney = async (page: Page, email: string) => {
  await signUp(page, email)
  await page
    .locator('#code-hint')
    .getByRole('button', { name: /^Use \d{6}$/ })
    .click()
  await page.locator('#confirm').getByRole('button', { name: 'Confirm' }).click()
  await page.locator('#sign-in').getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('region', { name: 'Access token' }).waitFor()
}
