/** Tokens that are over their budget, which trims them. */
import { definePreTokenGeneration } from '../../../triggers/pre-token-generation/define.ts'
import { bigClaim, everyone, fixedClaims } from './rules.ts'

export const priorities = { big: 40, plan: 90 }

export const preTokenGeneration = () =>
  definePreTokenGeneration({
    claims: [fixedClaims(['reader']), bigClaim, everyone],
    adminScope: 'remove',
    size: { priorities, kept: ['roles'] },
  })
