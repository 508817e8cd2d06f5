/** A configuration that observes. */
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { observe as observeRule } from '../../../triggers/pre-sign-up/observe.ts'
import { signUpMode } from '../../../triggers/pre-sign-up/rules/sign-up-mode.ts'
import { suiteTable } from '../../../triggers/adapters/suite-table-https.ts'
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { entitlements } from '../../../triggers/pre-token-generation/claims/entitlements.ts'
import { requireVerifiedEmail } from '../../../triggers/pre-token-generation/claims/require-verified-email.ts'
import { observe } from '../../../triggers/pre-token-generation/observe.ts'

export const preSignUp = () => definePreSignUp({ rules: [observeRule(signUpMode({ mode: 'closed' }))] })

export const preTokenGeneration = () =>
  definePreTokenGeneration({
    claims: [
      observe(requireVerifiedEmail()),
      observe(
        entitlements({
          table: suiteTable,
          claims: { plan: { attribute: 'plan', isRestrictive: true }, seats: 'seats' },
        }),
      ),
    ],
  })
