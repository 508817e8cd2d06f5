/** One version of a configuration. */
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { administrators, fixedClaims, invited, oneDomain, planClaim } from './rules.ts'

export const preSignUp = () => definePreSignUp({ rules: [administrators, oneDomain('example.com'), invited] })

export const preTokenGeneration = () =>
  definePreTokenGeneration({ claims: [fixedClaims(['reader']), planClaim] })
