/** Confirmed at once, for a reason. */
import { suiteTable } from '../../../triggers/adapters/suite-table-https.ts'
import { invitationFact } from '../../../triggers/pre-sign-up/invitation-fact.ts'
import { definePreSignUp } from '../../../triggers/pre-sign-up/rule.ts'
import { confirmAndVerify } from '../../../triggers/pre-sign-up/rules/confirm-and-verify.ts'

export { postConfirmation, preTokenGeneration, provisioningWorker } from '../../../triggers/suite.ts'

const invitation = invitationFact({ table: suiteTable })

export const preSignUp = () =>
  definePreSignUp({
    rules: [
      confirmAndVerify({
        trust: { invitations: invitation, providers: ['Google'] },
        email: 'where-proven',
      }),
    ],
  })
