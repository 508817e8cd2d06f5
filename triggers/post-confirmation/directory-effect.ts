import type { UserDirectory } from '../ports/user-directory.ts'
import type { EffectDefinition } from './effect-definition.ts'

/** An effect with several admin writes, all through one directory that can be replaced. */
export interface DirectoryEffect extends EffectDefinition {
  /** The same effect with its directory wrapped, so that the worker can space the writes. */
  over(wrap: (directory: UserDirectory) => UserDirectory): EffectDefinition
}
