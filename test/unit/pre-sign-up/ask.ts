/** Asks fresh rules once, and says in one word what came of it. */
import type { PreSignUpRule } from '../../../triggers/pre-sign-up/rule.ts'
import { askPreSignUp, type SignUp } from '../../../triggers/testing/pre-sign-up.ts'

export async function ask(rules: readonly PreSignUpRule[], signUp: SignUp): Promise<string> {
  return (await askPreSignUp(rules, signUp)).verdict
}
