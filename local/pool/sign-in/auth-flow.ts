/** Chooses what an `AuthFlow` does and whether the app client allows it. */
import { answerTokens, type AuthOutput } from './auth-output.ts'
import type { AuthFlow, ClientSettings } from '../settings/client-settings.ts'
import type { Context } from '../context.ts'
import { invalidParameter } from '../errors.ts'
import { signInWithPassword } from './password-sign-in.ts'
import { refreshByAuthFlow } from '../tokens/refresh.ts'
import { startSrp } from './srp-sign-in.ts'

export const authFlowNames = [
  ...(['USER_SRP_AUTH', 'REFRESH_TOKEN_AUTH', 'REFRESH_TOKEN', 'CUSTOM_AUTH', 'ADMIN_NO_SRP_AUTH'] as const),
  ...(['USER_PASSWORD_AUTH', 'ADMIN_USER_PASSWORD_AUTH', 'USER_AUTH'] as const),
] as const

export type AuthFlowName = (typeof authFlowNames)[number]

export interface AuthRequest {
  readonly flowName: AuthFlowName
  readonly client: ClientSettings
  readonly parameters: ReadonlyMap<string, string>
  /** The call's client metadata. */
  readonly validationData: ReadonlyMap<string, string> | undefined
  readonly isAdmin: boolean
}

/** @throws PoolError as InitiateAuth and AdminInitiateAuth declare. */
export async function runAuthFlow(context: Context, request: AuthRequest): Promise<AuthOutput> {
  const { client, parameters, validationData, flowName, isAdmin } = request
  switch (flowName) {
    case 'USER_PASSWORD_AUTH':
      demandFlow(request, 'USER_PASSWORD_AUTH')
      return signInWithPassword(context, client, parameters, validationData)
    case 'ADMIN_USER_PASSWORD_AUTH':
    case 'ADMIN_NO_SRP_AUTH':
      if (!isAdmin) throw invalidParameter('Initiate Auth method not supported.')
      demandFlow(request, 'ADMIN_USER_PASSWORD_AUTH')
      return signInWithPassword(context, client, parameters, validationData)
    case 'REFRESH_TOKEN_AUTH':
    case 'REFRESH_TOKEN':
      demandFlow(request, 'REFRESH')
      return answerTokens(await refreshByAuthFlow(context, client, parameters))
    case 'USER_SRP_AUTH':
      demandFlow(request, 'USER_SRP_AUTH')
      return startSrp(context, client, parameters, validationData)
    case 'CUSTOM_AUTH':
    case 'USER_AUTH':
      demandFlow(request, flowName)
      throw invalidParameter(`The flow ${flowName} is not simulated; use a password or SRP flow.`)
  }
}

function demandFlow(request: AuthRequest, flow: AuthFlow): void {
  if (request.client.flows.has(flow)) return
  throw invalidParameter(
    request.isAdmin
      ? 'Auth flow not enabled for this client'
      : `${request.flowName} flow not enabled for this client`,
  )
}
