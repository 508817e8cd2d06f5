/** The definition of each trigger of the registry. */
import type { SomeTrigger } from './definition.ts'
import { postConfirmation } from './post-confirmation/definition.ts'
import { preSignUp } from './pre-sign-up/definition.ts'
import { preTokenGeneration } from './pre-token-generation/definition.ts'
import type { Plan } from './core/plan.ts'
import { type TriggerName, triggerNames } from './registry.ts'
import type { Suite } from './suite-parts.ts'

export const definitions: Readonly<Record<TriggerName, SomeTrigger>> = {
  'pre-sign-up': preSignUp,
  'pre-token-generation': preTokenGeneration,
  'post-confirmation': postConfirmation,
}

/** What a trigger of the suite calls. */
export function planOf(suite: Suite, name: TriggerName): Plan {
  return definitions[name].apply((definition) => definition.plan(configOf(definition, suite, name)))
}

/** Groups of the pool that the members of its triggers name. */
export function groupsOf(suite: Suite): readonly string[] {
  return triggerNames.flatMap((name) =>
    definitions[name].apply((definition) => definition.groups(configOf(definition, suite, name))),
  )
}

function configOf<Config>(
  definition: { configure(suite: Suite): Config | undefined },
  suite: Suite,
  name: TriggerName,
): Config {
  const config = definition.configure(suite)
  if (config === undefined) throw new TypeError(`The suite configures no ${name}.`)
  return config
}
