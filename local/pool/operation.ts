/** The kinds of operation: who may call it, and what each kind reads and checks first. */
import { type Context, demandClient, demandPool } from './context.ts'
import { type Input, type Members, request, required } from './input.ts'
import { accessToken, clientId, username, userPoolId } from './members.ts'
import type { ClientSettings } from './settings/client-settings.ts'
import { demandTokenUser, demandUser } from './users/find-user.ts'
import type { User } from './users/users.ts'

export interface Operation<Answer extends object = object> {
  readonly run: (context: Context, input: unknown) => Answer | Promise<Answer>
  /** `signature`: a request signed with AWS credentials. `none`: every caller, or a caller with the token in the input. */
  readonly auth: 'signature' | 'none'
}

/** A signed call about the pool that its input names. */
export function ofPool<M extends Members, Answer extends object>(
  members: M,
  run: (context: Context, input: Input<M>) => Answer | Promise<Answer>,
): Operation<Answer> {
  const read = request({ UserPoolId: required(userPoolId), ...members })
  return {
    auth: 'signature',
    run(context, body) {
      const input = read(body)
      demandPool(context, textOf(input, 'UserPoolId'))
      return run(context, input)
    },
  }
}

/** A signed call about one user of the pool. */
export function ofUser<M extends Members, Answer extends object>(
  members: M,
  run: (context: Context, user: User, input: Input<M>) => Answer | Promise<Answer>,
): Operation<Answer> {
  return ofPool({ Username: required(username), ...members }, (context, input) =>
    run(context, demandUser(context, textOf(input, 'Username')), input),
  )
}

/** A call of the person whose access token it carries. */
export function ofToken<M extends Members, Answer extends object>(
  members: M,
  run: (
    context: Context,
    person: { readonly user: User; readonly client: ClientSettings },
    input: Input<M>,
  ) => Answer | Promise<Answer>,
): Operation<Answer> {
  const read = request({ AccessToken: required(accessToken), ...members })
  return {
    auth: 'none',
    async run(context, body) {
      const input = read(body)
      return run(context, await demandTokenUser(context, textOf(input, 'AccessToken')), input)
    },
  }
}

/** A call that names the app client it comes from. */
export function ofClient<M extends Members, Answer extends object>(
  members: M,
  run: (context: Context, client: ClientSettings, input: Input<M>) => Answer | Promise<Answer>,
): Operation<Answer> {
  const read = request({ ClientId: required(clientId), ...members })
  return {
    auth: 'none',
    run(context, body) {
      const input = read(body)
      return run(context, demandClient(context, textOf(input, 'ClientId')), input)
    },
  }
}

/** A member that was read as a text. The compiler cannot know, since the other members are open. */
function textOf(input: object, name: string): string {
  return String(Reflect.get(input, name))
}
