/** Tells which member of a configuration fails. */
import { causeOf } from '@cognito-trigger-suite/triggers/core/step'
import type { NamedMember } from '@cognito-trigger-suite/triggers/internal/definition'
import { registry, type TriggerName } from '@cognito-trigger-suite/triggers/internal/registry'
import { CliError } from '../cli-error.ts'
import { exitCodes } from '../exit-codes.ts'

interface Asked {
  /** The event. */
  readonly label: string
  readonly trigger: TriggerName
  /** The member that was asked last. */
  readonly by: string
}

/** The sentence has the class of the error alone: its message may hold values of people. */
export class Defect extends CliError {
  readonly by: string
  readonly reason: string

  constructor({ label, trigger, by }: Asked, error: unknown) {
    const reason = causeOf(error)
    super(`${label}: ${by} fails with ${reason}: ${registry[trigger].seen.defect}.`, exitCodes.failed, {
      cause: error,
    })
    this.by = by
    this.reason = reason
  }
}

/** A copy of the configuration that remembers which of its members is asked. `run` throws a Defect for any error. */
export function watchMembers<Config extends object>(
  about: Omit<Asked, 'by'>,
  config: Config,
  members: readonly NamedMember[],
): { readonly watched: Config; readonly run: <Result>(use: () => Result) => Result } {
  let by = 'the trigger'
  const watch = (member: NamedMember): NamedMember => {
    const functions = Object.entries(member).filter(([, part]) => typeof part === 'function')
    const watched = functions.map(([key, part]) => {
      const call = (...given: readonly unknown[]): unknown => {
        by = member.name
        return Reflect.apply(part, member, given)
      }
      return [key, call]
    })
    return { ...member, ...Object.fromEntries(watched) }
  }
  const lists = Object.entries(config).filter(([, part]) => part === members)
  return {
    watched: { ...config, ...Object.fromEntries(lists.map(([key]) => [key, members.map(watch)])) },
    run(use) {
      try {
        return use()
      } catch (error) {
        throw new Defect({ ...about, by }, error)
      }
    },
  }
}
