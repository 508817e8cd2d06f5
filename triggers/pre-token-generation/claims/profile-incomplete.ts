/** Whether the user's profile is incomplete, for apps that ask for it step by step. */
import { attributeName } from '../../core/options/attribute-name.ts'
import { checkOptions, optional } from '../../core/options/check.ts'
import { list } from '../../core/options/collections.ts'
import { type ClaimTarget, nameClaims } from '../claim.ts'
import { type ClaimSource, userSources } from '../claim-source.ts'
import { tellNatures } from '../claim-natures.ts'
import { claimNameText, claimTarget } from '../options.ts'
import type { FreeName } from '../reserved-claims.ts'

export interface ProfileIncompleteOptions<
  Name extends string,
  MissingName extends string,
  Target extends ClaimTarget,
> {
  /** User attributes that a complete profile has, such as `name` and `birthdate`. */
  readonly required: readonly string[]
  /** Default `profile_incomplete`, a boolean in every token that is never trimmed. */
  readonly claim?: FreeName<Name, Target>
  /** A claim with the names of the missing attributes. Default none. */
  readonly missingClaim?: FreeName<MissingName, Target>
  /** Default `both`. */
  readonly target?: Target
}

/** An attribute of blanks counts as missing. */
export function profileIncomplete<
  const Name extends string,
  const MissingName extends string,
  const Target extends ClaimTarget = 'both',
>(options: ProfileIncompleteOptions<Name, MissingName, Target>): ClaimSource {
  check: checkOptions<ProfileIncompleteOptions<string, string, ClaimTarget>>('profileIncomplete', options, {
    required: list(attributeName),
    claim: optional(claimNameText),
    missingClaim: optional(claimNameText),
    target: optional(claimTarget),
  })
  const name: string = options.claim ?? 'profile_incomplete'
  const missingName: string | undefined = options.missingClaim
  const target: ClaimTarget = options.target ?? 'both'
  const claimNames = nameClaims('profile-incomplete', target, [name, missingName])
  check: tellNatures(claimNames, { [missingName ?? name]: 'list', [name]: 'boolean' })
  return {
    claimNames,
    name: 'profile-incomplete',
    sources: userSources,
    reads: options.required,
    contribute({ event }) {
      const missing = options.required.filter(
        (attribute) => (event.userAttributes.get(attribute) ?? '').trim() === '',
      )
      return {
        claims: [
          // Without the claim the profile would read as complete.
          { name, value: missing.length > 0, target, isKept: true },
          ...(missingName === undefined ? [] : [{ name: missingName, value: missing, target }]),
        ],
      }
    },
  }
}
