/** The registry of triggers: one row each, which everything around them loops over. Whoever adds a row is led by the
 * compiler to what else a trigger needs. */
import { postConfirmationSources, preSignUpSources, preTokenGenerationSources } from './events/sources.ts'

export interface TriggerRow {
  /** As it stands in Cognito's error texts. */
  readonly cognitoName: string
  /** The function of a suite that configures it. */
  readonly part: string
  /** As `triggerSource` says it. */
  readonly sources: readonly string[]
  /** The source that people meet most. */
  readonly usualSource: string
  /** What a person, or whoever is on call, sees of a defect, to which the trigger itself has an answer, and of a call that
   * gets none. */
  readonly seen: { readonly defect: string; readonly noAnswer: string }
  /** Whether it refuses people as a matter of course, so that its denials, which Lambda counts as errors, say nothing. */
  readonly refusesOften: boolean
}

/** By the name of folder, bundle and function. */
export const registry = {
  'pre-sign-up': {
    cognitoName: 'PreSignUp',
    part: 'preSignUp',
    sources: preSignUpSources,
    usualSource: 'PreSignUp_SignUp',
    seen: {
      defect: 'people who sign up are turned away',
      noAnswer: 'people who sign up are turned away',
    },
    refusesOften: true,
  },
  'pre-token-generation': {
    cognitoName: 'PreTokenGeneration',
    part: 'preTokenGeneration',
    sources: preTokenGenerationSources,
    usualSource: 'TokenGeneration_Authentication',
    seen: {
      defect: 'people who sign in are turned away',
      noAnswer: 'people who sign in are turned away',
    },
    refusesOften: false,
  },
  'post-confirmation': {
    cognitoName: 'PostConfirmation',
    part: 'postConfirmation',
    sources: postConfirmationSources,
    usualSource: 'PostConfirmation_ConfirmSignUp',
    seen: {
      defect:
        'people are confirmed and see nothing of it; groups and profiles come with the next walk or token',
      noAnswer: 'people are confirmed and see an error; groups and profiles come with the next walk or token',
    },
    refusesOften: false,
  },
} as const satisfies Readonly<Record<string, TriggerRow>>

export type TriggerName = keyof typeof registry

const isTrigger = (name: string): name is TriggerName => Object.hasOwn(registry, name)

export const triggerNames: readonly TriggerName[] = Object.keys(registry).filter(isTrigger)

/** What finishes the users that post confirmation deferred, by the name of its bundle. */
export const worker = { name: 'provisioning-worker', part: 'provisioningWorker' } as const

/** The functions of the suite: its triggers and the worker. */
export const functionNames = [...triggerNames, worker.name] as const

/** What is built: the functions, and the rehearsal that a new version passes before it gets traffic. */
export const bundleNames = [...functionNames, 'rehearsal'] as const

/** The function of a suite that configures a bundle; undefined for the rehearsal, which has nothing of the suite. */
export function partOf(name: (typeof bundleNames)[number]): string | undefined {
  if (name === 'rehearsal') return undefined
  return name === worker.name ? worker.part : registry[name].part
}
