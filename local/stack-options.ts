/** What a local stack is started with. */
import type { DataFolder } from './data/kept-state.ts'
import type { Fidelity } from './fidelity.ts'
import type { KeyPair } from './pool/tokens/keys.ts'
import type { SeedUser } from './pool/users/seed-users.ts'
import type { SlowMotion } from './slow-motion.ts'
import type { StackModel } from './template/stack-model.ts'

export interface StackOptions {
  readonly model: StackModel
  /** The console's port; the services take the three after it. 0 picks free ones. */
  readonly port: number
  /** How often the pool calls a trigger that does not answer in time. Default: as in `fidelity`, else 3. */
  readonly attempts?: number
  /** How the pool behaves where no document says how AWS does. */
  readonly fidelity?: Fidelity
  /** Default: a new pair, made while the table starts. */
  readonly keyPair?: KeyPair
  /** Whether external identity providers ask, on a page, who signs in. Default: each request names the person whom they
   * sign in. */
  readonly asksWhoSignsIn?: boolean
  /** Where a team's own dependencies are on this machine, by the variables of their origins, and by `AWS_ENDPOINT_URL`. One
   * that is not named is where it is deployed to, but no AWS service. Default: the variables of this process. */
  readonly origins?: Readonly<Record<string, string | undefined>>
  /** Default: time runs as it does. */
  readonly slowMotion?: SlowMotion
  /** Has what the stack knows at its start, and keeps what it learns. Default: it starts empty, and forgets all. */
  readonly data?: Pick<DataFolder, 'kept' | 'write'> | undefined
  /** Users that are there from the start. Default none. */
  readonly seedUsers?: readonly SeedUser[]
  /** What callers of the console's API send. Default: a new one. */
  readonly consoleToken?: string
}
