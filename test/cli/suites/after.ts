/** The version after it: another domain, one role more, no plan. */
import { definePreSignUp } from '../../../triggers/pre-sign-up/define.ts'
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { administrators, fixedClaims, oneDomain } from './rules.ts'

export const preSignUp = () => definePreSignUp({ rules: [administrators, oneDomain('example.org')] })

export const preTokenGeneration = () =>
  definePreTokenGeneration({ claims: [fixedClaims(['reader', 'writer'])] })
