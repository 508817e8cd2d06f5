/** The port to the user pool's administration. Its writes share 25 requests a second per account and Region. */
import type { Call, Dependency } from './step.ts'

export interface UserDirectory extends Dependency {
  readonly name: 'user-directory'
  /** Idempotent: adding a member again changes nothing. */
  addUserToGroup(
    membership: { readonly userPoolId: string; readonly userName: string; readonly group: string },
    call: Call,
  ): Promise<void>
}
