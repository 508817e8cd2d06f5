/** Mistakes between the claims of a suite and the events of its pool that stay unnoticed at run time. */
import type { AttributeUse } from '@cognito-trigger-suite/triggers/internal/definitions'
import type { TokenExpectations } from '@cognito-trigger-suite/triggers/internal/build/suite-plans'
import type { PreTokenGenerationVersion } from './pool-props.ts'

/** @throws TypeError with one sentence that says what to set */
export function requireTokenVersion(tokens: TokenExpectations, version: PreTokenGenerationVersion): void {
  const [machines] = tokens.forMachines
  // Below V3_0 Cognito makes machine tokens without calling the trigger, with every scope of the client.
  if (machines !== undefined && version !== 'V3_0') {
    throw new TypeError(
      `Claim source ${machines} is for machine clients, but a ${version} pool calls no trigger for their tokens: set preTokenGenerationVersion to V3_0.`,
    )
  }
  const { expectedVersion } = tokens
  if (expectedVersion !== undefined && version !== `V${expectedVersion}_0`) {
    throw new TypeError(
      `triggers/suite.ts expects version ${expectedVersion} of the pre token generation event, but the pool sends ${version}: make preTokenGenerationVersion and expectedVersion the same.`,
    )
  }
}

/** @throws TypeError when a person could change an attribute on which their refusal depends */
export function requireUnwritable(
  refusals: readonly AttributeUse[],
  writableAttributes: readonly string[],
): void {
  const open = refusals.find(({ attribute }) => writableAttributes.includes(attribute))
  if (open !== undefined) {
    throw new TypeError(
      `${open.by.charAt(0).toUpperCase()}${open.by.slice(1)} refuses people by ${open.attribute}, which the app clients may write, so that people could let themselves in: take ${open.attribute} out of writableAttributes, or keep it elsewhere.`,
    )
  }
}
