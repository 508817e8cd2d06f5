/** The definition of each trigger of the registry. */
import type { MemberKind, NamedMember, SomeTrigger, TriggerDefinition } from './definition.ts'
import { customMessage } from './custom-message/definition.ts'
import { postConfirmation } from './post-confirmation/definition.ts'
import { preSignUp } from './pre-sign-up/definition.ts'
import { preAuthentication } from './pre-authentication/definition.ts'
import { preTokenGeneration } from './pre-token-generation/definition.ts'
import type { Wording } from './core/denials.ts'
import type { Plan } from './core/plan.ts'
import type { TriggerEvent } from './core/run.ts'
import { registry, type TriggerName, triggerNames } from './registry.ts'
import type { Suite } from './suite-parts.ts'

export const definitions: Readonly<Record<TriggerName, SomeTrigger>> = {
  'pre-sign-up': preSignUp,
  'pre-authentication': preAuthentication,
  'pre-token-generation': preTokenGeneration,
  'post-confirmation': postConfirmation,
  'custom-message': customMessage,
}

/** A user attribute that a member of the suite names. */
export interface AttributeUse {
  /** For example `claim source deny-suspended`. */
  readonly by: string
  readonly attribute: string
}

/** The calls of the triggers that the suite configures. */
export function plansOf(suite: Suite): readonly Plan[] {
  return eachTrigger(suite, (definition, config) => [definition.plan(config)])
}

/** Groups of the pool that the members of its triggers name. */
export function groupsOf(suite: Suite): readonly string[] {
  return eachTrigger(suite, (definition, config) => definition.groups(config))
}

/** User attributes on which a member's refusal depends. */
export function refusalsOf(suite: Suite): readonly AttributeUse[] {
  return eachTrigger(suite, (definition, config) =>
    definition.members(config).flatMap((each) => usesOf(definition.kind, each, each.refusesBy)),
  )
}

/** User attributes that the members name in their options. */
export function attributesOf(suite: Suite): readonly AttributeUse[] {
  return eachTrigger(suite, (definition, config) =>
    definition
      .members(config)
      .flatMap((each) => [
        ...usesOf(definition.kind, each, definition.reads?.(each) ?? each.reads),
        ...usesOf(definition.kind, each, each.refusesBy),
      ]),
  )
}

export function usesOf(
  kind: MemberKind,
  { name }: Pick<NamedMember, 'name'>,
  attributes: readonly string[] = [],
): readonly AttributeUse[] {
  return attributes.map((attribute) => ({ by: `${kind} ${name}`, attribute }))
}

/** @throws TypeError for a suite that lacks a required part */
function eachTrigger<Result>(
  suite: Suite,
  read: <Config extends Wording, Event extends TriggerEvent, Member extends NamedMember>(
    definition: TriggerDefinition<Config, Event, Member>,
    config: Config,
  ) => readonly Result[],
): readonly Result[] {
  return triggerNames.flatMap((name) =>
    definitions[name].apply((definition) => {
      const config = definition.configure(suite)
      if (config !== undefined) return read(definition, config)
      if (registry[name].isOptional) return []
      throw new TypeError(`The suite configures no ${name}.`)
    }),
  )
}
