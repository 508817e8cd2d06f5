import { claimsFor } from './claims.mts'

interface TokenEvent {
  readonly request: { readonly groupConfiguration: { readonly groupsToOverride?: readonly string[] } }
}

export async function handler(event: TokenEvent) {
  const claims = claimsFor(event.request.groupConfiguration.groupsToOverride ?? [])
  const accessTokenGeneration = { claimsToAddOrOverride: claims }
  return { ...event, response: { claimsAndScopeOverrideDetails: { accessTokenGeneration } } }
}
