/** Rules and claim sources of the tests' own, so that their output does not change with the suite's. */
import { emailDomainNotAllowed, temporarilyUnavailable } from '../../../triggers/core/denial-catalogue.ts'
import type { Dependency } from '../../../triggers/core/step.ts'
import { defineRule, type PreSignUpRule } from '../../../triggers/pre-sign-up/rule.ts'
import { type ClaimSource, defineSource } from '../../../triggers/pre-token-generation/claim-source.ts'

const table: Dependency = { name: 'table' }

/** Lets one domain in. */
export function oneDomain(domain: string): PreSignUpRule {
  return {
    name: 'one-domain',
    sources: ['PreSignUp_SignUp'],
    decide: ({ event }) =>
      event.userAttributes.get('email')?.endsWith(`@${domain}`) === true
        ? { kind: 'pass' }
        : { kind: 'deny', denial: emailDomainNotAllowed },
  }
}

/** Needs a fact without which it denies, and confirms every user that the fact names. */
export const invited: PreSignUpRule = defineRule<ReadonlyMap<string, unknown> | undefined>({
  name: 'invited',
  sources: ['PreSignUp_SignUp'],
  fact: {
    name: 'invitation',
    dependency: table,
    actions: ['dynamodb:GetItem'],
    budgetMs: 500,
    attempts: 1,
    onFailure: { kind: 'deny', denial: temporarilyUnavailable },
    run: () => Promise.resolve(undefined),
  },
  decide: ({ fact }) => ({ kind: 'pass', response: { autoConfirmUser: fact?.get('confirms') === true } }),
})

/** Speaks for administrators alone. */
export const administrators: PreSignUpRule = {
  name: 'administrators',
  sources: ['PreSignUp_AdminCreateUser'],
  decide: () => ({ kind: 'pass' }),
}

/** The same claims for everybody. */
export function fixedClaims(roles: readonly string[]): ClaimSource {
  return {
    name: 'fixed-claims',
    sources: ['TokenGeneration_Authentication', 'TokenGeneration_RefreshTokens'],
    claimNames: ['roles', 'plan'],
    contribute: () => ({
      claims: [
        { name: 'roles', value: roles, target: 'both' },
        { name: 'plan', value: 'none', target: 'id' },
      ],
      scopesToAdd: ['articles/read'],
    }),
  }
}

/** The plan of the user, left out when it cannot be read; overrides the fixed one. */
export const planClaim: ClaimSource = defineSource<ReadonlyMap<string, unknown> | undefined>({
  name: 'plan-claim',
  sources: ['TokenGeneration_Authentication', 'TokenGeneration_RefreshTokens'],
  claimNames: ['plan'],
  fact: {
    name: 'plan',
    dependency: table,
    actions: ['dynamodb:GetItem'],
    budgetMs: 500,
    attempts: 1,
    onFailure: { kind: 'use', value: undefined },
    run: () => Promise.resolve(undefined),
  },
  contribute({ fact }) {
    const plan = fact?.get('plan')
    return typeof plan === 'string' ? { claims: [{ name: 'plan', value: plan, target: 'both' }] } : {}
  },
})

/** A claim that no token has room for, in the ID token alone. */
export const bigClaim: ClaimSource = {
  name: 'big-claim',
  sources: ['TokenGeneration_Authentication', 'TokenGeneration_RefreshTokens'],
  claimNames: ['big'],
  contribute: () => ({ claims: [{ name: 'big', value: 'x'.repeat(4_000), target: 'id' }] }),
}

/** One group more for everybody. */
export const everyone: ClaimSource = {
  name: 'everyone',
  sources: ['TokenGeneration_Authentication', 'TokenGeneration_RefreshTokens'],
  claimNames: [],
  contribute: ({ groups }) => ({ groups: { ...groups, groups: [...groups.groups, 'everyone'] } }),
}
