/** The app clients by what they are for, as other tools find them in `.local/stack.json`. */
import type { ClientModel } from './stack-model.ts'

export type NamedClients = Readonly<
  Record<ClientModel['kind'], { readonly clientId: string; readonly clientSecret?: string }>
>

/** @throws TypeError when the template lacks one of them */
export function nameClients(clients: readonly ClientModel[]): NamedClients {
  const one = (kind: ClientModel['kind']) => {
    const client = clients.find((candidate) => candidate.kind === kind)
    if (client === undefined) {
      throw new TypeError(
        `The template has no ${kind} app client: add one to the user pool in infra/app-clients.ts.`,
      )
    }
    const { clientId, clientSecret } = client
    return clientSecret === undefined ? { clientId } : { clientId, clientSecret }
  }
  return { public: one('public'), confidential: one('confidential'), machine: one('machine') }
}
