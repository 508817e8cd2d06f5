/** Gives a pool an app client of each kind, since the tools of the local stack ask for one of each. */
import { deriveClientId, deriveClientSecret } from '../template/local-ids.ts'
import type { ClientModel, StackModel } from '../template/stack-model.ts'

/** Every way to sign in. */
const flows = [
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_USER_SRP_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
]

const added: Readonly<Record<ClientModel['kind'], Readonly<Record<string, unknown>>>> = {
  public: { ExplicitAuthFlows: flows },
  confidential: { ExplicitAuthFlows: flows, GenerateSecret: true },
  machine: {
    GenerateSecret: true,
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['client_credentials'],
  },
}

/** Those of the template stay, and come first. One that is added is named `local-public`. */
export function addClients(model: StackModel, seed: string): StackModel {
  const kinds = (['public', 'confidential', 'machine'] as const).filter((kind) =>
    model.clients.every((client) => client.kind !== kind),
  )
  const clients = kinds.map((kind): ClientModel => {
    const name = `local-${kind}`
    return {
      logicalId: name,
      name,
      kind,
      clientId: deriveClientId(seed, name),
      ...(kind !== 'public' && { clientSecret: deriveClientSecret(seed, name) }),
      properties: { ...added[kind], ClientName: name },
    }
  })
  return { ...model, clients: [...model.clients, ...clients] }
}
